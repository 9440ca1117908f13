// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatsweep {

/// What the process says of itself. A process ended by signal n, rolled back, ends by that very
/// signal (128+n in a shell).
enum class ExitCode : int {
    done = 0,              ///< and so is "nothing was due"
    internal_error = 1,    ///<
    usage = 2,             ///<
    configuration = 3,     ///< invalid, or it needs what the adapter does not offer
    connection = 4,        ///< cannot connect or authenticate, or not enough rights
    database = 5,          ///< database error; everything was rolled back
    unknown = 6,           ///< the commit's outcome is unknown
    guard = 7,             ///< a guard tripped; nothing was changed
    not_ready = 8,         ///< schema, adapter or fence missing, newer schema, standby, read-only
    not_found = 9,         ///< no such session or run
    something_is_due = 10, ///< `--detailed-exitcode`: or undelivered
    output = 74,           ///< output could not be written
    busy = 75,             ///< another sweep is running; try again later
};

} // namespace chatsweep
