// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/layout.hpp"

#include <string>
#include <vector>

namespace chatsweep {

/// One option or positional argument of a command.
struct ArgumentDefinition {
    char letter = 0;   ///< `c` of `-c`; 0: none
    std::string name;  ///< `config` of `--config`, or SESSION_ID; empty: it has only a letter
    std::string value; ///< Stands for the value, such as FILE; empty: it takes none.
    std::string description;
    std::vector<std::string> words; ///< All that it may be, where the description begins with that.
    bool is_optional = true;
};

struct CommandDefinition {
    std::string path; ///< How it is called: `chatsweep history prune`
    std::string name; ///< The last word of it.
    std::string summary;
    std::string story; ///< What `--help` says beyond the summary.
    std::string example;
    std::vector<ArgumentDefinition> options;
    std::vector<ArgumentDefinition> positionals;
    std::vector<CommandDefinition> children;
    bool can_run = true; ///< false: one of the children must be named
};

/// The command line, for those who write a manual or complete words: read off the one that
/// `parse` uses.
struct Definition {
    CommandDefinition program; ///< Its options may stand with every subcommand.
    Rows variables;            ///< Each with its option.
    Rows exit_codes;
};

[[nodiscard]] Definition command_line_definition();

/// The words of `table, json or csv`, if a description begins so.
[[nodiscard]] std::vector<std::string> leading_words(const std::string& description);

} // namespace chatsweep
