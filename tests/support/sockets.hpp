// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chatsweep::test {

/// A socket that listens on a free port of 127.0.0.1.
struct Listener {
    int socket = -1;
    int port = 0;
};
Listener listen_locally();

/// Where a PostgreSQL server listens: its socket folder, and its port.
struct ServerAddress {
    std::string folder;
    std::string port;
};
/// That of the cluster that PGHOST and PGPORT name.
ServerAddress cluster_address();
/// -1 when nobody listens there.
int connect_to(const ServerAddress& address);

bool readable(int socket, int wait_ms);
/// Empty at the end of the stream.
std::string receive(int socket);
/// False when the other side is gone.
bool send_all(int socket, std::string_view bytes);

} // namespace chatsweep::test
