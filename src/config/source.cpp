// SPDX-License-Identifier: Apache-2.0
#include "config/source.hpp"

#include "config/unicode.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace chatsweep {

namespace {

std::vector<std::size_t> line_starts_of(const std::string& text) {
    std::vector<std::size_t> starts{0};
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
        starts.push_back(at + 1);
    }
    return starts;
}

bool is_forbidden(const std::string& text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '\r') {
        return at + 1 >= text.size() || text[at + 1] != '\n';
    }
    return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f;
}

[[noreturn]] void cannot_read(const std::string& path, const std::error_code& error) {
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
        throw ConfigError({path}, "there is no such file",
                          "name a file that exists with -c or CHATSWEEP_CONFIG.");
    }
    if (error == std::errc::permission_denied) {
        throw ConfigError({path}, "no permission to read the file",
                          "let the user that runs chatsweep read it.");
    }
    throw ConfigError({path}, "the file cannot be read: " + error.message(),
                      "name a readable file with -c or CHATSWEEP_CONFIG.");
}

} // namespace

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
    if (text_.size() > largest_file) {
        throw ConfigError({name_}, "the file is larger than 1 MiB",
                          "name the configuration of chatsweep with -c or CHATSWEEP_CONFIG.");
    }
    if (text_.starts_with("\xef\xbb\xbf")) {
        text_.erase(0, 3);
    }
    line_starts_ = line_starts_of(text_);
    if (const auto at = first_invalid_utf8(text_)) {
        fail(*at, "the file is not UTF-8", "save it as UTF-8.");
    }
    for (std::size_t at = 0; at < text_.size(); ++at) {
        if (is_forbidden(text_, at)) {
            fail(at, "a control character", "take it away, or write the value without it.");
        }
    }
}

Place Source::place(std::size_t offset) const {
    const std::size_t at = std::min(offset, text_.size());
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), at);
    const std::size_t start = *std::prev(next);
    const auto characters =
        std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(start),
                      text_.begin() + static_cast<std::ptrdiff_t>(at), starts_character);
    return {name_, static_cast<int>(next - line_starts_.begin()), static_cast<int>(characters) + 1};
}

void Source::fail(std::size_t offset, const std::string& text, const std::string& hint) const {
    throw ConfigError(place(offset), text, hint);
}

Source read_source(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        throw ConfigError({path}, "this is a directory, not a file",
                          "name a file with -c or CHATSWEEP_CONFIG.");
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        cannot_read(path, error);
    }
    errno = 0;
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        cannot_read(path, {errno, std::generic_category()});
    }
    std::string text(largest_file + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) {
        cannot_read(path, {errno, std::generic_category()});
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    return Source{path, std::move(text)};
}

} // namespace chatsweep
