// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

#include <functional>
#include <string>

namespace chatsweep {

/// The URL of one sign: `sign` is added to the path as its last part, before any query; without a
/// sign it is the URL itself.
[[nodiscard]] std::string ping_url(const std::string& url, const std::string& sign);

/// Makes one request that says nothing but that it was made: POST, without a body. TLS is verified,
/// redirects are not followed and no proxy is used; any address will do, for the URL is the
/// administrator's own secret. Takes no longer than `within`. Returns why nobody heard it, in words
/// that repeat nothing of the URL; empty: somebody did. Asks `is_over` about ten times a second,
/// and gives up without a word when it is.
[[nodiscard]] std::string ping(const std::string& url, Duration within,
                               const std::function<bool()>& is_over);

} // namespace chatsweep
