// SPDX-License-Identifier: Apache-2.0
#include "support/terminal.hpp"

#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace chatsweep::test {

namespace {

[[noreturn]] void become(const Arguments& arguments, const Variables& variables, OnTerminal what) {
    if (what == OnTerminal::out) {
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    }
    setenv("TERM", "xterm", 1);
    for (const auto& [name, value] : variables) {
        setenv(name.c_str(), value.c_str(), 1);
    }
    const std::string program = chatsweep_binary();
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    execv(program.c_str(), argv.data());
    _exit(127);
}

/// A terminal turns each line feed into two characters.
std::string without_carriage_returns(const std::string& text) {
    std::string plain;
    for (const char character : text) {
        if (character != '\r') {
            plain += character;
        }
    }
    return plain;
}

std::string without_colours(const std::string& text) {
    static const std::regex colour{"\x1b\\[[0-9;]*m"};
    return std::regex_replace(text, colour, "");
}

} // namespace

Ended chatsweep_in_terminal(unsigned short columns, const Arguments& arguments,
                            const Variables& variables, OnTerminal what) {
    winsize size{};
    size.ws_col = columns;
    size.ws_row = 40;
    int terminal = -1;
    const pid_t pid = forkpty(&terminal, nullptr, nullptr, &size);
    if (pid < 0) {
        throw std::runtime_error{"cannot make a terminal"};
    }
    if (pid == 0) {
        become(arguments, variables, what);
    }
    Ended ended;
    std::array<char, 4096> part{};
    // Reading fails once the last process has left the terminal.
    for (ssize_t got = 0; (got = read(terminal, part.data(), part.size())) > 0;) {
        ended.out.append(part.data(), static_cast<std::size_t>(got));
    }
    int status = 0;
    waitpid(pid, &status, 0);
    close(terminal);
    ended.out = without_carriage_returns(ended.out);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

std::vector<std::size_t> widths_of(const std::string& text) {
    std::vector<std::size_t> widths;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        std::size_t width = 0;
        for (const char byte : without_colours(line)) {
            width += (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U ? 0 : 1;
        }
        widths.push_back(width);
    }
    return widths;
}

} // namespace chatsweep::test
