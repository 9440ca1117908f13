// SPDX-License-Identifier: Apache-2.0
#include "delivery/secret.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace chatsweep {

namespace {

constexpr std::size_t largest_file = 4096;
constexpr std::size_t fewest_secret_bytes = 24;
constexpr std::size_t most_secret_bytes = 64;
constexpr std::string_view prefix = "whsec_";
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr const char* how_to_write =
    "write whsec_ and the base64 of 24 to 64 random bytes, such as openssl rand -base64 32 makes.";

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
        text.remove_suffix(1);
    }
    std::string bytes;
    std::uint32_t bits = 0;
    int known = 0;
    for (const char character : text) {
        const std::size_t value = alphabet.find(character);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        known += 6;
        if (known >= 8) {
            known -= 8;
            bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(known)) & 0xffU));
        }
    }
    return bytes;
}

/// A file that is open; `what` names it in errors.
class SecretFile {
public:
    SecretFile(const std::string& path, std::string what)
        : what_(std::move(what)),
          // A pipe without a writer would hold us up here, before it is seen to be none of ours.
          descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)) {
        if (descriptor_ < 0) {
            cannot_read();
        }
    }
    ~SecretFile() {
        if (descriptor_ >= 0) {
            close(descriptor_);
        }
    }
    SecretFile(const SecretFile&) = delete;
    SecretFile& operator=(const SecretFile&) = delete;

    [[nodiscard]] struct stat state() const {
        struct stat state {};
        if (fstat(descriptor_, &state) != 0) {
            cannot_read();
        }
        if (!S_ISREG(state.st_mode)) {
            throw SecretError(what_ + " is not a regular file", "name a file.");
        }
        return state;
    }

    [[nodiscard]] std::string text() const {
        std::array<char, largest_file + 1> bytes{};
        std::size_t size = 0;
        while (size < bytes.size()) {
            const ssize_t length = read(descriptor_, bytes.data() + size, bytes.size() - size);
            if (length == 0) {
                return {bytes.data(), size};
            }
            if (length < 0 && errno != EINTR) {
                cannot_read();
            }
            size += length > 0 ? static_cast<std::size_t>(length) : 0;
        }
        throw SecretError(what_ + " is larger than 4 KiB",
                          "name a file that holds the secret alone.");
    }

private:
    [[noreturn]] void cannot_read() const {
        const int error = errno;
        if (error == ENOENT || error == ENOTDIR) {
            throw SecretError(what_ + " does not exist", "make it, or name the one that does.");
        }
        std::string reason = std::generic_category().message(error);
        reason.front() = static_cast<char>(reason.front() | 0x20);
        throw SecretError(what_ + " cannot be read: " + reason,
                          "let the user that runs chatsweep read it.");
    }

    std::string what_;
    int descriptor_;
};

std::string read_file(const std::string& path, const std::string& what) {
    const SecretFile file{path, what};
    const struct stat state = file.state();
    if (state.st_uid != geteuid() && state.st_uid != 0) {
        throw SecretError(what + " belongs to another user",
                          "let it belong to the user that runs chatsweep, or to root.");
    }
    if ((state.st_mode & (S_IRGRP | S_IROTH)) != 0) {
        throw SecretError(what + " can be read by others", "chmod 600 it.");
    }
    if ((state.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw SecretError(what + " can be changed by others", "chmod 600 it.");
    }
    return file.text();
}

std::string read_credential(const std::string& name, const std::string& what,
                            const Variables& variables) {
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos) {
        throw SecretError(what + " is not the name of a credential",
                          "write the name that stands in LoadCredential=, not a path.");
    }
    const std::string folder = variables("CREDENTIALS_DIRECTORY").value_or("");
    if (folder.empty()) {
        throw SecretError(what + " is not there: CREDENTIALS_DIRECTORY is not set",
                          "let systemd start chatsweep, with LoadCredential=" + name + ":PATH.");
    }
    const SecretFile file{folder + '/' + name, what};
    if ((file.state().st_mode & (S_IROTH | S_IWOTH)) != 0) {
        throw SecretError(what + " can be read by everybody",
                          "let systemd put it there, or chmod 600 it.");
    }
    return file.text();
}

std::string read_variable(const std::string& name, const std::string& what,
                          const Variables& variables) {
    std::string text = variables(name).value_or("");
    if (text.empty()) {
        throw SecretError(what + " is not set", "set it to the secret, or name a file.");
    }
    return text;
}

} // namespace

std::string_view without_line_end(std::string_view text) {
    for (const char end : {'\n', '\r'}) {
        if (text.ends_with(end)) {
            text.remove_suffix(1);
        }
    }
    return text;
}

Secret parse_secret(const std::string& text, const std::string& source) {
    std::string_view rest = without_line_end(text);
    if (rest.starts_with(prefix)) {
        rest.remove_prefix(prefix.size());
    }
    std::optional<std::string> bytes = decode_base64(rest);
    if (!bytes) {
        throw SecretError(source + " is not base64", how_to_write);
    }
    if (bytes->size() < fewest_secret_bytes || bytes->size() > most_secret_bytes) {
        throw SecretError(source + " holds a secret of " + std::to_string(bytes->size()) +
                              (bytes->size() == 1 ? " byte" : " bytes"),
                          how_to_write);
    }
    return {std::move(*bytes)};
}

std::string name_of(const SecretSource& source) {
    switch (source.kind) {
    case SecretSource::Kind::file:
        return "secret file '" + source.name + "'";
    case SecretSource::Kind::credential:
        return "credential '" + source.name + "'";
    case SecretSource::Kind::variable:
        return "variable " + source.name;
    }
    return {};
}

std::string read_secret_text(const SecretSource& source, const std::string& what,
                             const Variables& variables) {
    switch (source.kind) {
    case SecretSource::Kind::file:
        return read_file(source.name, what);
    case SecretSource::Kind::credential:
        return read_credential(source.name, what, variables);
    case SecretSource::Kind::variable:
        return read_variable(source.name, what, variables);
    }
    return {};
}

std::vector<Secret> read_secrets(const Receiver& receiver, const Variables& variables) {
    std::vector<Secret> secrets;
    for (const SecretSource& source : receiver.secrets) {
        const std::string what = "receiver '" + receiver.name + "': " + name_of(source);
        secrets.push_back(parse_secret(read_secret_text(source, what, variables), what));
    }
    return secrets;
}

} // namespace chatsweep
