// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/wording.hpp"

#include <string>
#include <string_view>

namespace chatsweep {

/// What a URL may be.
struct UrlRules {
    std::string_view name;    ///< What the value is called in errors.
    Words schemes;            ///< Each with its `://`.
    std::string_view example; ///< A whole one, for hints.
};

/// A URL in its parts, as far as they matter here.
struct Url {
    std::string host; ///< A name, or an address; one of IPv6 without its brackets.
    std::string rest; ///< Path and query; empty or beginning with `/` or `?`.
};

/// Takes a URL apart: ASCII of at most 2000 characters, with a host, perhaps a port, no user, no
/// fragment, and nothing that libcurl would read in another way than it looks, such as the host
/// `0x7f.1`. Throws BadValue, which repeats nothing of the text: a path may be as good as a
/// password.
[[nodiscard]] Url url_from(const UrlRules& rules, std::string_view text);

/// Whether a host leads back to this machine or stays on its link by what it is called: loopback,
/// link-local and unspecified addresses, `localhost` and the names below it. What other names
/// resolve to is for the one who connects to look at.
[[nodiscard]] bool is_local(std::string_view host);

} // namespace chatsweep
