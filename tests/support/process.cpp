// SPDX-License-Identifier: Apache-2.0
#include "support/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace chatsweep::test {

namespace {

/// Removed with everything in it when the test process ends.
class Folder {
public:
    Folder() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "chatsweep-test.XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error{"cannot make a temporary folder"};
        }
        path_ = pattern;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

const std::filesystem::path& folder() {
    static const Folder only;
    return only.path();
}

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void redirect(int descriptor, const char* path, int flags) {
    const int file = open(path, flags, 0600);
    if (file < 0 || dup2(file, descriptor) < 0) {
        _exit(126);
    }
    close(file);
}

/// The environment of the test, with `variables` on top; an empty value takes one away.
std::vector<std::string> environment_with(const Variables& variables) {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text{*entry};
        if (!variables.contains(text.substr(0, text.find('=')))) {
            entries.push_back(text);
        }
    }
    for (const auto& [name, value] : variables) {
        if (!value.empty()) {
            entries.push_back(name + '=' + value);
        }
    }
    return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

Process::Process(const std::string& program, const Arguments& arguments,
                 const Variables& variables) {
    static std::atomic<int> number{0};
    const std::string base = path_in_folder("process" + std::to_string(++number));
    out_path_ = base + ".out";
    err_path_ = base + ".err";
    // All that allocates comes before the fork: another thread may hold the allocator's lock at
    // that moment, and in the child nobody would ever let go of it.
    std::vector<std::string> words{program};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> entries = environment_with(variables);
    const std::vector<char*> argv = pointers_to(words);
    const std::vector<char*> envp = pointers_to(entries);
    pid_ = fork();
    if (pid_ == 0) {
        redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
        redirect(STDOUT_FILENO, out_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC);
        redirect(STDERR_FILENO, err_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC);
        execve(program.c_str(), argv.data(), envp.data());
        _exit(127);
    }
    if (pid_ < 0) {
        throw std::runtime_error{"cannot start " + program};
    }
}

Process::~Process() {
    if (is_running()) {
        send(SIGKILL);
        reap(0);
    }
}

void Process::send(int signal) const {
    kill(pid_, signal);
}

bool Process::reap(int flags) {
    if (!ended_ && waitpid(pid_, &status_, flags) == pid_) {
        ended_ = true;
    }
    return ended_;
}

bool Process::is_running() {
    return !reap(WNOHANG);
}

std::string Process::err_so_far() const {
    return read_file(err_path_);
}

Ended Process::wait() {
    reap(0);
    return {.code = WIFEXITED(status_) ? WEXITSTATUS(status_) : -1,
            .signal = WIFSIGNALED(status_) ? WTERMSIG(status_) : 0,
            .out = read_file(out_path_),
            .err = read_file(err_path_)};
}

std::string chatsweep_binary() {
    const char* path = std::getenv("CHATSWEEP_TEST_BINARY");
    return path == nullptr ? CHATSWEEP_BINARY : path;
}

Ended chatsweep(const Arguments& arguments, const Variables& variables) {
    return Process{chatsweep_binary(), arguments, variables}.wait();
}

std::string path_in_folder(const std::string& name) {
    return (folder() / name).string();
}

std::string text_of_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

std::string write_file(const std::string& name, const std::string& text) {
    std::string path = path_in_folder(name);
    std::ofstream file{path, std::ios::binary};
    file << text;
    file.close();
    if (!file) {
        throw std::runtime_error{"cannot write " + path};
    }
    return path;
}

} // namespace chatsweep::test
