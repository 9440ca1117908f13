// SPDX-License-Identifier: Apache-2.0
#include "commands/status_line.hpp"

#include <unistd.h>

namespace chatsweep::status_line {

namespace {

/// To the first column, and everything from there on is erased.
constexpr const char* erased = "\r\x1b[K";

std::mutex mutex;
bool is_shown = false;

/// It is only for show: a terminal that is gone is no error.
void write_to_terminal(const std::string& text) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

} // namespace

void show(const std::string& text) {
    const std::scoped_lock lock{mutex};
    write_to_terminal(erased + text);
    is_shown = true;
}

Aside::Aside() : lock_(mutex) {
    if (is_shown) {
        write_to_terminal(erased);
        is_shown = false;
    }
}

} // namespace chatsweep::status_line
