// SPDX-License-Identifier: Apache-2.0
#include "store/password.hpp"

#include "store/errors.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace chatsweep {

namespace {

constexpr std::size_t longest = 4096;

[[noreturn]] void refuse(const std::string& what, const std::string& hint) {
    throw CannotConnect{"cannot connect to the database: credential 'pgpassword' " + what, hint};
}

/// Nullptr where it is empty, too.
const char* value_of(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) {
            close(number_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

[[noreturn]] void refuse_unreadable() {
    refuse(std::string{"cannot be read: "} + std::strerror(errno),
           "let systemd put it there, with LoadCredential=pgpassword:PATH.");
}

void require_private_file(const Descriptor& file) {
    struct stat state {};
    if (fstat(file.number(), &state) != 0) {
        refuse_unreadable(); // GCOVR_EXCL_LINE: it is open
    }
    if (!S_ISREG(state.st_mode)) {
        refuse("is not a regular file", "name a file in LoadCredential.");
    }
    // The group may read what systemd puts there; only it and root can enter the folder.
    if ((state.st_mode & (S_IROTH | S_IWOTH)) != 0) {
        refuse("can be read by everybody", "let systemd put it there, or chmod 600 it.");
    }
}

std::string text_of(const Descriptor& file) {
    std::array<char, longest + 1> bytes{};
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t length = read(file.number(), bytes.data() + size, bytes.size() - size);
        if (length == 0) {
            return {bytes.data(), size};
        }
        if (length < 0 && errno != EINTR) {
            refuse_unreadable(); // GCOVR_EXCL_LINE: a disk that fails
        }
        size += length > 0 ? static_cast<std::size_t>(length) : 0;
    }
    refuse("is larger than 4 KiB", "let it hold the password alone.");
}

} // namespace

std::optional<std::string> password_from_credential() {
    const char* folder = value_of("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || value_of("PGPASSWORD") != nullptr) {
        return std::nullopt;
    }
    const std::string path = std::string{folder} + "/pgpassword";
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    if (file.number() < 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return std::nullopt;
        }
        refuse_unreadable();
    }
    require_private_file(file);
    std::string password = text_of(file);
    for (const char end : {'\n', '\r'}) {
        if (password.ends_with(end)) {
            password.pop_back();
        }
    }
    if (password.empty()) {
        refuse("is empty", "write the password into the file that LoadCredential names.");
    }
    if (password.find_first_of(std::string_view{"\n\r\0", 3}) != std::string::npos) {
        refuse("is not one line of text", "let it hold the password alone, and no passfile.");
    }
    return password;
}

} // namespace chatsweep
