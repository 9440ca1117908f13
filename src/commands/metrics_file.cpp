// SPDX-License-Identifier: Apache-2.0
#include "commands/metrics_file.hpp"

#include "commands/output.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>

namespace chatsweep {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".prom";
constexpr mode_t readable_by_everybody = 0644;
/// Another run writes the same file at this moment: that takes it no longer.
constexpr int most_tries = 50;
constexpr std::chrono::milliseconds between_tries{10};

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) {
            close(number_);
        }
    }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    [[nodiscard]] int get() const noexcept { return number_; }

private:
    int number_;
};

/// What was left behind by another user, or is no file, is in the way once and no more.
Descriptor open_beside(const fs::path& beside) {
    constexpr int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    Descriptor file{open(beside.c_str(), flags, readable_by_everybody)};
    if (file.get() < 0 && (errno == EACCES || errno == ELOOP || errno == ENXIO) &&
        unlink(beside.c_str()) == 0) {
        file = Descriptor{open(beside.c_str(), flags | O_EXCL, readable_by_everybody)};
    }
    return file;
}

/// Whether the name still is that of the file: another run may have put it in its place.
bool is_named(const Descriptor& file, const fs::path& name) {
    struct stat opened {};
    struct stat named {};
    return fstat(file.get(), &opened) == 0 && lstat(name.c_str(), &named) == 0 &&
           opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/// Two runs that end at the same moment must not write into one another's file.
Descriptor open_alone(const fs::path& beside, const fs::path& path) {
    for (int attempt = 0; attempt < most_tries; ++attempt) {
        Descriptor file = open_beside(beside);
        if (file.get() < 0) {
            throw_output_error(path.string());
        }
        if (flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
            if (is_named(file, beside)) {
                return file;
            }
            continue;
        }
        if (errno != EWOULDBLOCK) {
            throw_output_error(path.string());
        }
        std::this_thread::sleep_for(between_tries);
    }
    errno = EWOULDBLOCK;
    throw_output_error(path.string());
}

bool write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return true;
}

/// So that a crash of the machine does not leave an empty file in the place of a full one.
bool flush(int file) {
    return fsync(file) == 0 || errno == EINVAL; // a file system that knows no such thing
}

void replace_file(const fs::path& path, const std::string& text) {
    const fs::path beside = path.parent_path() / ("." + path.filename().string() + ".tmp");
    Descriptor file = open_alone(beside, path);
    const bool is_whole = ftruncate(file.get(), 0) == 0 && write_all(file.get(), text) &&
                          fchmod(file.get(), readable_by_everybody) == 0 && flush(file.get()) &&
                          rename(beside.c_str(), path.c_str()) == 0;
    if (!is_whole) {
        const int reason = errno;
        unlink(beside.c_str());
        errno = reason;
        throw_output_error(path.string());
    }
}

template <typename Metrics>
std::string text_of(const Metrics& metrics) {
    std::ostringstream text;
    render(metrics, text);
    return std::move(text).str();
}

} // namespace

bool is_metrics_file(const std::string& path) {
    const std::string name = fs::path{path}.filename().string();
    return name.size() > suffix.size() && name.ends_with(suffix);
}

std::string sweep_of(const std::string& path) {
    return fs::path{path}.stem().string();
}

void write_metrics(const std::string& path, const RunMetrics& run,
                   const std::optional<SuccessMetrics>& success) {
    replace_file(path, text_of(run));
    if (success) {
        replace_file(fs::path{path}.parent_path() / (sweep_of(path) + "_last_success.prom"),
                     text_of(*success));
    }
}

} // namespace chatsweep
