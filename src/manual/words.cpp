// SPDX-License-Identifier: Apache-2.0
#include "manual/words.hpp"

#include <algorithm>
#include <set>

namespace chatsweep {

std::vector<const CommandDefinition*> all_commands(const CommandDefinition& program) {
    std::vector<const CommandDefinition*> commands{&program};
    for (const CommandDefinition& child : program.children) {
        const std::vector<const CommandDefinition*> below = all_commands(child);
        commands.insert(commands.end(), below.begin(), below.end());
    }
    return commands;
}

std::vector<std::string> names_of(const ArgumentDefinition& option) {
    std::vector<std::string> names;
    if (option.letter != 0) {
        names.push_back(std::string{"-"} + option.letter);
    }
    if (!option.name.empty()) {
        names.push_back("--" + option.name);
    }
    return names;
}

std::vector<const ArgumentDefinition*> all_options(const CommandDefinition& program) {
    std::vector<const ArgumentDefinition*> options;
    std::set<std::vector<std::string>> known;
    for (const CommandDefinition* command : all_commands(program)) {
        for (const ArgumentDefinition& option : command->options) {
            if (known.insert(names_of(option)).second) {
                options.push_back(&option);
            }
        }
    }
    return options;
}

bool takes_a_file(const ArgumentDefinition& argument) {
    return argument.value == "FILE";
}

bool may_stand_twice(const ArgumentDefinition& argument) {
    return argument.description.find("may stand several times") != std::string::npos;
}

std::string in_short(const std::string& description) {
    std::size_t end = description.size();
    for (const char* mark : {"; ", ": ", " (", ". "}) {
        end = std::min(end, description.find(mark));
    }
    std::string text = description.substr(0, end);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text;
}

std::string joined(const std::vector<std::string>& words, const std::string& separator) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : separator) + word;
    }
    return text;
}

} // namespace chatsweep
