// SPDX-License-Identifier: Apache-2.0
//
// write_manual FOLDER SCHEMA DATE: part of the build, and not installed. Writes the man pages and
// the completions into the folder.
#include "core/version.hpp"
#include "manual/completions.hpp"
#include "manual/pages.hpp"

#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace {

std::string read(const std::string& path) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) {
        throw std::runtime_error{"cannot read " + path};
    }
    return text.str();
}

void write(const std::string& path, const std::string& text) {
    std::ofstream file{path};
    file << text;
    file.close();
    if (!file) {
        throw std::runtime_error{"cannot write " + path};
    }
}

} // namespace

int main(int argc, char** argv) {
    using namespace chatsweep;
    try {
        if (argc != 4) {
            throw std::runtime_error{"usage: write_manual FOLDER SCHEMA DATE"};
        }
        const std::string folder = std::string{argv[1]} + '/';
        const Edition edition{std::string{tool_version()}, argv[3]};
        const Definition definition = command_line_definition();
        write(folder + "chatsweep.1", command_page(definition, edition));
        write(folder + "chatsweep.yaml.5", configuration_page(read(argv[2]), edition));
        write(folder + "chatsweep.bash", bash_completion(definition));
        write(folder + "_chatsweep", zsh_completion(definition));
        write(folder + "chatsweep.fish", fish_completion(definition));
    } catch (const std::exception& error) {
        std::cerr << "write_manual: " << error.what() << '\n';
        return 1;
    }
}
