// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/options.hpp"
#include "core/run.hpp"

#include <string>

/// Talk: lines on stderr, as text, as JSON, or with the priorities that journald reads. Each
/// carries the id of the run that it belongs to. No password, conninfo, server's DETAIL or
/// message body may be passed to any of these.
namespace chatsweep::talk {

/// Errors and warnings by default; `verbosity` -1 leaves errors only, 1 adds what happens, 2 all.
void set_up(LogFormat format, int verbosity);

/// Every later line carries this id, until the next call; an empty one takes it away.
void set_run(const RunId& run_id);

/// What went wrong, and what to do: `what` is lower case without a full stop, `hint` a sentence.
void error(const std::string& what, const std::string& hint = {});
void warning(const std::string& what, const std::string& hint = {});
/// What a command did that has no other output: said unless -q is given.
void notice(const std::string& what);
void info(const std::string& what);
void debug(const std::string& what);

} // namespace chatsweep::talk
