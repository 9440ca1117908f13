// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>

/// The one line on stderr that is written again and again, and is gone in the end: what a terminal
/// shows of a command's progress. Safe from any thread.
namespace chatsweep::status_line {

/// Shows the text, which must fit into one line, in the place of what was shown before.
void show(const std::string& text);

/// Takes the line away. As long as one lives nobody shows anything: for whoever writes to the
/// terminal.
class Aside {
public:
    Aside();

private:
    std::unique_lock<std::mutex> lock_;
};

} // namespace chatsweep::status_line
