// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/settings.hpp"
#include "store/watchdog.hpp"

#include <memory>
#include <string>

namespace chatsweep {

class Connection;

/// A connection that stays open between sweeps, so that a look at an idle database costs one
/// statement, and so that whoever knows of something that nothing foretells can say so:
/// `notify chatsweep_due`. It holds no transaction and no lock.
///
/// Through a pooler it does not listen: a pooler in transaction mode would let another client's
/// server connection listen, and hand nothing on. It is known by the server process that it makes
/// up. Asking for the state works there too.
class Listener {
public:
    /// Throws CannotConnect, also where there is no primary; and what store/errors.hpp lists.
    Listener(const ConnectionSettings& settings, Watchdog& watchdog);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// What is visible at this moment, as the server names it. The same text twice: in between,
    /// nothing at all was committed in the whole server. One statement.
    [[nodiscard]] std::string state();

    /// Whether somebody has notified since the last time. Throws TransientError when the connection
    /// is lost.
    [[nodiscard]] bool was_told();
    /// Readable when somebody has, and when the connection is lost.
    [[nodiscard]] int socket() const noexcept;
    [[nodiscard]] bool listens() const noexcept { return listens_; }

private:
    std::unique_ptr<Connection> connection_;
    bool listens_ = false;
};

} // namespace chatsweep
