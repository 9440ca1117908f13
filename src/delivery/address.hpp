// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

namespace chatsweep {

/// Whether an address belongs to this machine or this wire alone: loopback, link-local and
/// unspecified, also where an IPv6 address holds such an IPv4 one. Cloud machines keep their
/// credentials behind one of these.
[[nodiscard]] bool is_local(const sockaddr& address);

/// The same of an address that is written out, without brackets; false of anything else.
[[nodiscard]] bool is_local(const std::string& literal);

/// As it is written; empty where it is neither IPv4 nor IPv6.
[[nodiscard]] std::string text_of(const sockaddr& address);

/// The host of a URL where it is local without asking anybody: such an address in any of the ways
/// to write it, or a name of `localhost`.
[[nodiscard]] std::optional<std::string> local_host_of(const std::string& url);

} // namespace chatsweep
