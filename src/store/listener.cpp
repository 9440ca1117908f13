// SPDX-License-Identifier: Apache-2.0
#include "store/listener.hpp"

#include "store/connection.hpp"

namespace chatsweep {

namespace {

/// Of several hosts the primary, for on a standby nobody can listen.
ConnectionSettings of_the_primary(ConnectionSettings settings) {
    settings.writable = true;
    return settings;
}

} // namespace

Listener::Listener(const ConnectionSettings& settings, Watchdog& watchdog)
    : connection_(std::make_unique<Connection>(of_the_primary(settings), watchdog)) {
    const int process = connection_->run_file("server_process").one_row()[0].as<int>();
    listens_ = process == connection_->server_process();
    if (listens_) {
        connection_->run_file("listen");
    }
}

Listener::~Listener() = default;

std::string Listener::state() {
    return connection_->run_file("visible_state").one_row()[0].as<std::string>();
}

bool Listener::was_told() {
    return connection_->take_notifications();
}

int Listener::socket() const noexcept {
    return connection_->socket();
}

} // namespace chatsweep
