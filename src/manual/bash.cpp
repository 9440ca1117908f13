// SPDX-License-Identifier: Apache-2.0
#include "manual/completions.hpp"
#include "manual/words.hpp"

namespace chatsweep {

namespace {

/// Every name of the options that satisfy the condition, as a pattern of `case`.
template <typename Condition>
std::string pattern_of(const CommandDefinition& program, Condition condition) {
    std::vector<std::string> names;
    for (const ArgumentDefinition* option : all_options(program)) {
        if (condition(*option)) {
            names.push_back(joined(names_of(*option), " | "));
        }
    }
    return joined(names, " | ");
}

std::string path_patterns(const CommandDefinition& program) {
    std::vector<std::string> paths;
    for (const CommandDefinition* command : all_commands(program)) {
        if (command != &program) {
            paths.push_back('\'' + command->path + '\'');
        }
    }
    return joined(paths, " | ");
}

std::string cases_of_values(const CommandDefinition& program) {
    std::string text;
    for (const ArgumentDefinition* option : all_options(program)) {
        if (!option->words.empty()) {
            text += "    " + joined(names_of(*option), " | ") +
                    ")\n        mapfile -t COMPREPLY < " + "<(compgen -W '" +
                    joined(option->words, " ") + "' -- \"$word\")\n        return\n        ;;\n";
        }
    }
    return text;
}

std::string cases_of_commands(const CommandDefinition& program) {
    std::vector<std::string> everywhere;
    for (const ArgumentDefinition& option : program.options) {
        everywhere.push_back(joined(names_of(option), " "));
    }
    std::string text;
    for (const CommandDefinition* command : all_commands(program)) {
        std::vector<std::string> options;
        std::vector<std::string> children;
        for (const ArgumentDefinition& option : command->options) {
            if (command != &program) {
                options.push_back(joined(names_of(option), " "));
            }
        }
        for (const CommandDefinition& child : command->children) {
            children.push_back(child.name);
        }
        options.insert(options.end(), everywhere.begin(), everywhere.end());
        text += "    '" + command->path + "')\n        children='" + joined(children, " ") +
                "'\n        options='" + joined(options, " ") + "'\n        ;;\n";
    }
    return text;
}

} // namespace

std::string bash_completion(const Definition& definition) {
    const CommandDefinition& program = definition.program;
    const auto takes_value = [](const ArgumentDefinition& option) { return !option.value.empty(); };
    return "# bash completion for chatsweep, written by the build from the program's own "
           "definition.\n"
           "_chatsweep() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
           "    local command=chatsweep children='' options='' index\n"
           "    # bash takes --format=json for three words.\n"
           "    if [[ $word == = ]]; then\n"
           "        word=''\n"
           "    elif [[ $previous == = ]]; then\n"
           "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
           "    fi\n"
           "    for (( index = 1; index < COMP_CWORD; index++ )); do\n"
           "        case ${COMP_WORDS[index]} in\n"
           "        " +
           pattern_of(program, takes_value) +
           ")\n"
           "            (( ++index ))\n"
           "            if [[ ${COMP_WORDS[index]} == = ]]; then\n"
           "                (( ++index ))\n"
           "            fi\n"
           "            ;;\n"
           "        *)\n"
           "            case \"$command ${COMP_WORDS[index]}\" in\n"
           "            " +
           path_patterns(program) +
           ")\n"
           "                command+=\" ${COMP_WORDS[index]}\"\n"
           "                ;;\n"
           "            esac\n"
           "            ;;\n"
           "        esac\n"
           "    done\n"
           "    COMPREPLY=()\n"
           "    case $previous in\n" +
           cases_of_values(program) + "    " + pattern_of(program, takes_a_file) +
           ")\n"
           "        compopt -o filenames 2>/dev/null\n"
           "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
           "        return\n"
           "        ;;\n"
           "    " +
           pattern_of(program, takes_value) +
           ")\n"
           "        return\n"
           "        ;;\n"
           "    esac\n"
           "    case $command in\n" +
           cases_of_commands(program) +
           "    esac\n"
           "    if [[ $word == -* ]]; then\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$word\")\n"
           "    else\n"
           "        mapfile -t COMPREPLY < <(compgen -W \"$children\" -- \"$word\")\n"
           "    fi\n"
           "} &&\n"
           "    complete -F _chatsweep chatsweep\n";
}

} // namespace chatsweep
