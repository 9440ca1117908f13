// SPDX-License-Identifier: Apache-2.0
#include "manual/completions.hpp"
#include "manual/words.hpp"

namespace chatsweep {

namespace {

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char character : text) {
        if (character == '\'' || character == '\\') {
            result += '\\';
        }
        result += character;
    }
    return result + '\'';
}

std::string option_line(const std::string& condition, const ArgumentDefinition& option) {
    std::string line = "complete -c chatsweep" + condition;
    if (option.letter != 0) {
        line += std::string{" -s "} + option.letter;
    }
    if (!option.name.empty()) {
        line += " -l " + option.name;
    }
    if (takes_a_file(option)) {
        line += " -r -F";
    } else if (!option.value.empty()) {
        line += " -x";
    }
    if (!option.words.empty()) {
        line += " -a " + quoted(joined(option.words, " "));
    }
    return line + " -d " + quoted(in_short(option.description)) + '\n';
}

/// Says whether the words before the cursor have come to this command and to none below it.
std::string test_of_the_command(const CommandDefinition& program) {
    std::vector<std::string> paths;
    for (const CommandDefinition* command : all_commands(program)) {
        paths.push_back(quoted(command->path));
    }
    std::vector<std::string> with_value;
    for (const ArgumentDefinition* option : all_options(program)) {
        if (!option->value.empty()) {
            with_value.push_back(joined(names_of(*option), " "));
        }
    }
    return "function __chatsweep_is_at\n"
           "    set -l path chatsweep\n"
           "    set -l is_value no\n"
           "    set -l words (commandline -opc)\n"
           "    set -e words[1]\n"
           "    for word in $words\n"
           "        if test $is_value = yes\n"
           "            set is_value no\n"
           "        else if contains -- $word " +
           joined(with_value, " ") +
           "\n            set is_value yes\n"
           "        else if contains -- \"$path $word\" " +
           joined(paths, " ") +
           "\n            set path \"$path $word\"\n"
           "        end\n"
           "    end\n"
           "    test $path = $argv[1]\n"
           "end\n\n";
}

} // namespace

std::string fish_completion(const Definition& definition) {
    const CommandDefinition& program = definition.program;
    std::string text = "# Written by the build from the program's own definition.\n" +
                       test_of_the_command(program) + "complete -c chatsweep -f\n";
    for (const CommandDefinition* command : all_commands(program)) {
        const std::string condition = " -n " + quoted("__chatsweep_is_at " + quoted(command->path));
        for (const CommandDefinition& child : command->children) {
            text += "complete -c chatsweep" + condition + " -a " + child.name + " -d " +
                    quoted(in_short(child.summary)) + '\n';
        }
        for (const ArgumentDefinition& option : command->options) {
            text += option_line(command == &program ? "" : condition, option);
        }
    }
    return text;
}

} // namespace chatsweep
