// SPDX-License-Identifier: Apache-2.0
#include "commands/output.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>

namespace chatsweep {

namespace {

/// A device, a pipe or a link to one, such as /dev/stdout: a file that took its place would take it
/// away from everybody.
bool is_no_file(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
           !std::filesystem::is_directory(status);
}

void write_in_place(const std::filesystem::path& path,
                    const std::function<void(std::ostream&)>& write) {
    errno = 0;
    std::ofstream place{path, std::ios::binary};
    if (place) {
        write(place);
        place.close();
    }
    if (!place) {
        throw_output_error(path.string());
    }
}

void write_file(const std::filesystem::path& path,
                const std::function<void(std::ostream&)>& write) {
    std::filesystem::path beside = path;
    beside += "." + std::to_string(getpid()) + ".tmp";
    errno = 0;
    std::ofstream file{beside, std::ios::binary};
    if (!file) {
        throw_output_error(path.string());
    }
    write(file);
    file.close();
    std::error_code error;
    if (file) {
        std::filesystem::rename(beside, path, error);
    }
    if (!file || error) {
        errno = error ? error.value() : errno;
        const int reason = errno;
        std::filesystem::remove(beside, error);
        errno = reason;
        throw_output_error(path.string());
    }
}

bool use_color(ColorChoice choice) {
    switch (choice) {
    case ColorChoice::always:
        return true;
    case ColorChoice::never:
        return false;
    case ColorChoice::automatic:
        break;
    }
    const char* no_color = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    const bool is_unwanted = no_color != nullptr && *no_color != '\0';
    const bool is_dumb = terminal != nullptr && std::string_view{terminal} == "dumb";
    return !is_unwanted && !is_dumb && isatty(STDOUT_FILENO) == 1;
}

} // namespace

void throw_output_error(const std::string& where) {
    throw OutputError{"cannot write to " + where + ": " + std::strerror(errno)};
}

void reserve_standard_streams() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) {
            // open() takes the lowest number that is free, which is this one.
            const int flags = descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY;
            static_cast<void>(open("/dev/null", flags));
        }
    }
}

Style style_for(const GlobalOptions& options) {
    Style style;
    if (options.output) {
        style.color = options.color == ColorChoice::always ? Color::always : Color::never;
        return style;
    }
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        style.width = size.ws_col;
    }
    style.color = use_color(options.color) ? Color::always : Color::never;
    return style;
}

void write_output(const GlobalOptions& options, const std::function<void(std::ostream&)>& write) {
    if (options.output) {
        if (is_no_file(*options.output)) {
            write_in_place(*options.output, write);
        } else {
            write_file(*options.output, write);
        }
        return;
    }
    errno = 0;
    write(std::cout);
    std::cout.flush();
    if (!std::cout) {
        throw_output_error("stdout");
    }
}

} // namespace chatsweep
