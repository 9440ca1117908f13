// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace chatsweep::test {

/// What a process left behind.
struct Ended {
    int code = -1;  ///< Its exit code; -1 when a signal ended it.
    int signal = 0; ///< The signal that ended it, if one did.
    std::string out;
    std::string err;
};

using Arguments = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

/// A process with the environment of the test and, on top, `variables`; an empty value takes one
/// away. Its stdin is empty. Whatever still runs at the end of its life is killed.
class Process {
public:
    Process(const std::string& program, const Arguments& arguments,
            const Variables& variables = {});
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    void send(int signal) const;
    [[nodiscard]] bool is_running();
    /// What it has written to stderr until now.
    [[nodiscard]] std::string err_so_far() const;
    /// Waits for its end, and returns what it left behind.
    Ended wait();

private:
    bool reap(int flags);

    pid_t pid_ = -1;
    std::string out_path_;
    std::string err_path_;
    bool ended_ = false;
    int status_ = 0;
};

/// Runs the program under test to its end.
Ended chatsweep(const Arguments& arguments, const Variables& variables = {});

/// The path of the program under test.
std::string chatsweep_binary();

/// Writes a file into a folder of the test's own, which goes with the test process, and returns
/// its path.
std::string write_file(const std::string& name, const std::string& text);

/// What a file holds; empty where there is none.
std::string text_of_file(const std::string& path);

/// A path in that folder.
std::string path_in_folder(const std::string& name);

} // namespace chatsweep::test
