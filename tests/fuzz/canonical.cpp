// SPDX-License-Identifier: Apache-2.0
//
// The policies of an earlier version, as the ledger holds them: JSON.
#include "config/config.hpp"
#include "config/unicode.hpp"
#include "fuzzing.hpp"

#include <string>

namespace chatsweep::fuzz {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    try {
        const PolicySet policies = read_canonical(text, "a");
        const std::string canonical = canonical_policies(policies);
        require(canonical == "[]", "earlier versions are no part of today's", canonical);
        const std::string again = canonical_policies(read_canonical(text, {}));
        require(canonical_policies(read_canonical(again, {})) == again,
                "what is written is read as the same", again);
        (void)needed_columns(policies);
        for (std::size_t index = 0; index < policies.size(); ++index) {
            (void)shadowed_by(policies, index);
        }
    } catch (const ConfigError& error) {
        require(is_hint(error.hint()), "a hint is a sentence", error.hint());
        require(!first_invalid_utf8(error.what()), "an error is UTF-8", error.what());
    }
    return 0;
}

} // namespace chatsweep::fuzz
