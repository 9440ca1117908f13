// SPDX-License-Identifier: Apache-2.0
#include "support/pooler.hpp"

#include "support/waiting.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace chatsweep::test {

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) {
        throw std::runtime_error{
            std::string{name} + " is not set\n"
                                "hint: run scripts/test, or scripts/with-postgres --fast COMMAND."};
    }
    return value;
}

void write(const std::string& path, const std::string& text) {
    std::ofstream file{path};
    file << text;
    file.close();
    if (!file) {
        throw std::runtime_error{"cannot write " + path};
    }
}

/// pgbouncer refuses root, like the server, whose user will do.
struct stat data_owner() {
    struct stat owner {};
    if (stat(variable("PGDATA").c_str(), &owner) != 0) {
        throw std::runtime_error{"cannot look at " + variable("PGDATA")};
    }
    return owner;
}

Arguments as_data_owner() {
    const struct stat owner = data_owner();
    return geteuid() != 0
               ? Arguments{}
               : Arguments{"setpriv", "--reuid=" + std::to_string(owner.st_uid),
                           "--regid=" + std::to_string(owner.st_gid), "--clear-groups", "--"};
}

/// A socket's path has room for 107 characters, and a TMPDIR may be long.
std::string make_folder() {
    std::string folder = std::filesystem::temp_directory_path().string();
    if (folder.size() > 60) {
        folder = "/tmp";
    }
    folder += "/chatsweep-pooler.XXXXXX";
    const struct stat owner = data_owner();
    if (mkdtemp(folder.data()) == nullptr ||
        chown(folder.c_str(), owner.st_uid, owner.st_gid) != 0) {
        throw std::runtime_error{"cannot make " + folder};
    }
    return folder;
}

} // namespace

Pooler::Pooler(int pool_size, const std::vector<std::string>& roles) : folder_(make_folder()) {
    std::string users = "\"postgres\" \"\"\n";
    for (const std::string& role : roles) {
        users += '"' + role + "\" \"\"\n";
    }
    write(folder_ + "/users", users);
    write(folder_ + "/pgbouncer.ini", "[databases]\n"
                                      "* = host=" +
                                          variable("PGHOST") + " port=" + variable("PGPORT") +
                                          "\n"
                                          "[pgbouncer]\n"
                                          "pool_mode = transaction\n"
                                          "default_pool_size = " +
                                          std::to_string(pool_size) +
                                          "\n"
                                          "auth_type = trust\n"
                                          "auth_file = " +
                                          folder_ +
                                          "/users\n"
                                          "listen_port = 6432\n"
                                          "unix_socket_dir = " +
                                          folder_ + "\n");
    Arguments command = as_data_owner();
    command.insert(command.end(), {"pgbouncer", "--quiet", folder_ + "/pgbouncer.ini"});
    process_ = std::make_unique<Process>(
        "/usr/bin/env", command,
        Variables{{"PATH", variable("PATH") + ":/usr/sbin:/usr/local/sbin"}});
    wait_until("pgbouncer listens", [&] {
        if (!process_->is_running()) {
            throw std::runtime_error{"pgbouncer did not start: " + process_->wait().err +
                                     "hint: run scripts/setup test."};
        }
        return std::filesystem::exists(folder_ + "/.s.PGSQL.6432");
    });
}

Pooler::~Pooler() {
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

} // namespace chatsweep::test
