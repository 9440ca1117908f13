# SPDX-License-Identifier: Apache-2.0
#
# cmake -D NAME=NAME -D LIST=FILE -D FOLDER=DIR -D OUTPUT=FILE -P embed.cmake
#
# Writes the C++ source, of namespace chatsweep::NAME, that holds the files named in LIST, one path
# relative to FOLDER per line.
# Texts become arrays of characters: no delimiter, encoding or length of a literal to care about.

file(STRINGS ${LIST} paths)
list(LENGTH paths count)

set(arrays "")
set(entries "")
set(number 0)
foreach(path IN LISTS paths)
    file(READ ${FOLDER}/${path} hex HEX)
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
    # No array may be empty, and no line endless.
    string(REGEX REPLACE "('\\\\x0a',)" "\\1\n    " bytes "${bytes}")
    string(APPEND arrays "constexpr char text_${number}[] = {\n    ${bytes}'\\0'};\n\n")
    string(APPEND entries "    File{\"${path}\", std::string_view{text_${number}, ${size}}},\n")
    math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT} "// Written by cmake/embed.cmake.
#include \"${NAME}/embedded.hpp\"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace chatsweep::${NAME} {

namespace {

${arrays}constexpr std::array<File, ${count}> all_files{
${entries}};

} // namespace

std::span<const File> files() noexcept {
    return all_files;
}

std::string_view text(std::string_view path) {
    const auto found = std::ranges::find(all_files, path, &File::path);
    if (found == all_files.end()) {
        throw std::out_of_range{\"no such file is compiled in: ${NAME}/\" + std::string{path}};
    }
    return found->text;
}

} // namespace chatsweep::${NAME}
")
