// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/receiver.hpp"

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace chatsweep {

/// A secret that cannot be had, or is none: `what()` is lower case without a full stop, names the
/// receiver and the source, and never holds any of the secret; `hint()` is a sentence.
class SecretError : public std::runtime_error {
public:
    SecretError(const std::string& what, std::string hint)
        : std::runtime_error(what), hint_(std::move(hint)) {}
    [[nodiscard]] const std::string& hint() const noexcept { return hint_; }

private:
    std::string hint_;
};

/// The bytes that a receiver's signatures are made with.
struct Secret {
    std::string bytes;
};

/// A secret as Standard Webhooks writes it: base64, after `whsec_` or without it, of 24 to 64
/// bytes; a line end after it is left out. Throws SecretError, which names `source`.
[[nodiscard]] Secret parse_secret(const std::string& text, const std::string& source);

/// Looks up an environment variable.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// Such as `credential 'desk'`: how a source is called in errors.
[[nodiscard]] std::string name_of(const SecretSource& source);

/// Without the line end that an editor leaves behind it.
[[nodiscard]] std::string_view without_line_end(std::string_view text);

/// Reads what is kept there, whatever it is; `what` names it in errors. A file that its group or
/// others may read is refused, and so is one that is neither this user's nor root's; of a systemd
/// credential only that others may read it (systemd gives it a mode and an access list of its own).
/// Throws SecretError.
[[nodiscard]] std::string read_secret_text(const SecretSource& source, const std::string& what,
                                           const Variables& variables);

/// Reads all secrets of a receiver. Throws SecretError.
[[nodiscard]] std::vector<Secret> read_secrets(const Receiver& receiver,
                                               const Variables& variables);

} // namespace chatsweep
