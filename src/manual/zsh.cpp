// SPDX-License-Identifier: Apache-2.0
#include "manual/completions.hpp"
#include "manual/words.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

/// For single quotes, inside the brackets or the colons of a specification.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char character : text) {
        if (character == '\'') {
            result += "'\\''";
            continue;
        }
        if (character == '[' || character == ']' || character == ':' || character == '\\') {
            result += '\\';
        }
        result += character;
    }
    return result;
}

std::string value_of(const ArgumentDefinition& argument) {
    if (takes_a_file(argument)) {
        return ':' + argument.value + ":_files";
    }
    if (!argument.words.empty()) {
        return ':' + argument.value + ":(" + joined(argument.words, " ") + ')';
    }
    return ':' + argument.value + ": ";
}

std::string specification_of(const ArgumentDefinition& option) {
    const std::vector<std::string> names = names_of(option);
    const bool twice = may_stand_twice(option);
    std::string text;
    for (const std::string& name : names) {
        const bool is_long = name.starts_with("--");
        const char* attached = option.value.empty() ? "" : is_long ? "=" : "+";
        text += "    '" + (twice ? "*" : '(' + joined(names, " ") + ')') + name + attached + '[' +
                escaped(in_short(option.description)) + ']' +
                (option.value.empty() ? "" : value_of(option)) + "'\n";
    }
    return text;
}

std::string function_of(const CommandDefinition& command) {
    std::string name = '_' + command.path;
    std::ranges::replace(name, ' ', '_');
    return name;
}

std::string completion_of(const CommandDefinition& command, bool is_program) {
    std::string text = function_of(command) + "() {\n  local -a own\n  own=(\n";
    if (!is_program) {
        for (const ArgumentDefinition& option : command.options) {
            text += specification_of(option);
        }
    }
    if (command.children.empty()) {
        for (const ArgumentDefinition& each : command.positionals) {
            text += "    '" + std::string{each.is_optional ? "::" : ":"} + each.name + ": '\n";
        }
        return text + "  )\n  _arguments -S -s $own $_chatsweep_everywhere\n}\n\n";
    }
    std::string children;
    std::string cases;
    for (const CommandDefinition& child : command.children) {
        children += child.name + "\\:\"" + escaped(in_short(child.summary)) + "\" ";
        cases += "    " + child.name + ") " + function_of(child) + " ;;\n";
    }
    return text + "    '1:command:((" + children +
           "))'\n    '*::argument:->below'\n  )\n"
           "  local state line\n"
           "  _arguments -C -S -s $own $_chatsweep_everywhere\n"
           "  if [[ $state == below ]]; then\n"
           "    case $words[1] in\n" +
           cases + "    esac\n  fi\n}\n\n";
}

} // namespace

std::string zsh_completion(const Definition& definition) {
    std::string text = "#compdef chatsweep\n"
                       "# Written by the build from the program's own definition.\n\n"
                       "typeset -ga _chatsweep_everywhere\n_chatsweep_everywhere=(\n";
    for (const ArgumentDefinition& option : definition.program.options) {
        text += specification_of(option);
    }
    text += ")\n\n";
    for (const CommandDefinition* command : all_commands(definition.program)) {
        text += completion_of(*command, command == &definition.program);
    }
    return text + "_chatsweep \"$@\"\n";
}

} // namespace chatsweep
