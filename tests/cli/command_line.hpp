// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

namespace chatsweep {

/// What a shell would make of `chatsweep` and these words, with these variables and no others.
class CommandLine {
public:
    CommandLine(std::initializer_list<const char*> words) : argv_{"chatsweep"} {
        argv_.insert(argv_.end(), words);
    }

    CommandLine& with(const std::string& variable, const std::string& value) {
        variables_[variable] = value;
        return *this;
    }

    [[nodiscard]] Parsed parsed() const {
        return parse(argv_, [this](const std::string& name) {
            const auto found = variables_.find(name);
            return found == variables_.end() ? std::nullopt : std::optional{found->second};
        });
    }

    /// What would run. Throws, with what was said, when nothing would.
    [[nodiscard]] Invocation invocation() const {
        const Parsed result = parsed();
        if (const Exit* exit = std::get_if<Exit>(&result)) {
            throw std::runtime_error{"nothing to run: " + exit->out + exit->err};
        }
        return std::get<Invocation>(result);
    }

    [[nodiscard]] GlobalOptions global() const { return invocation().global; }

    template <typename Options>
    [[nodiscard]] Options options() const {
        return std::get<Options>(invocation().command);
    }

    /// Help, the version or an error. Throws when something would run.
    [[nodiscard]] Exit exit() const {
        const Parsed result = parsed();
        if (std::holds_alternative<Invocation>(result)) {
            throw std::runtime_error{"something would run"};
        }
        return std::get<Exit>(result);
    }

    /// The two lines of a usage error.
    [[nodiscard]] std::string error() const {
        const Exit result = exit();
        EXPECT_EQ(result.code, ExitCode::usage);
        EXPECT_EQ(result.out, "");
        return result.err;
    }

private:
    std::vector<const char*> argv_;
    std::map<std::string, std::string> variables_;
};

} // namespace chatsweep
