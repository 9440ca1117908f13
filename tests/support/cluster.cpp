// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace chatsweep::test {

namespace {

/// Whose data the shared cluster's are: root may not run a server.
struct stat server_owner() {
    struct stat owner {};
    const char* data = std::getenv("PGDATA");
    if (data == nullptr || stat(data, &owner) != 0) {
        throw std::runtime_error{
            "no PostgreSQL to take the programs of: PGDATA is not set\n"
            "hint: run scripts/test, or scripts/with-postgres --fast COMMAND."};
    }
    return owner;
}

/// Beside the shared cluster's.
std::string make_folder() {
    const struct stat owner = server_owner();
    const std::filesystem::path shared = std::filesystem::path{std::getenv("PGDATA")}.parent_path();
    std::string folder = (shared.parent_path() / "chatsweep-cluster.XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
        throw std::runtime_error{"cannot make " + folder};
    }
    if (chown(folder.c_str(), owner.st_uid, owner.st_gid) != 0) {
        throw std::runtime_error{"cannot give " + folder + " to the server's user"};
    }
    return folder;
}

} // namespace

Cluster::Cluster(const Settings& settings) : folder_(make_folder()) {
    must({"initdb", "--pgdata=" + data(), "--username=postgres", "--auth=trust", "--encoding=UTF8",
          "--locale=C", "--no-sync"});
    write({"listen_addresses = ''", "unix_socket_directories = '" + folder_ + "'", "fsync = off",
           "max_connections = 50", "wal_level = logical"});
    write(settings);
    start();
}

Cluster::Cluster(StandbyOf whom, const Settings& settings) : folder_(make_folder()) {
    must({"pg_basebackup", "--dbname", whom.primary.conninfo() + " application_name=" + folder_,
          "--pgdata=" + data(), "--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream",
          "--no-sync"});
    write({"unix_socket_directories = '" + folder_ + "'"});
    write(settings);
    start();
}

Cluster::~Cluster() {
    try {
        crash();
    } catch (const std::exception&) {
        // It has ended by itself.
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string Cluster::conninfo() const {
    return "host=" + folder_ + " port=" + port() + " user=postgres";
}

void Cluster::start() {
    must({"pg_ctl", "start", "--wait", "--silent", "--timeout=120", "--pgdata=" + data(),
          "--log=" + folder_ + "/log", "--options=-p " + port()});
    running_ = true;
}

void Cluster::stop() {
    end("fast");
}

void Cluster::crash() {
    end("immediate");
}

void Cluster::end(const std::string& mode) {
    if (running_) {
        running_ = false;
        must({"pg_ctl", "stop", "--silent", "--mode=" + mode, "--pgdata=" + data()});
    }
}

void Cluster::promote() {
    must({"pg_ctl", "promote", "--wait", "--silent", "--pgdata=" + data()});
}

void Cluster::set(const Settings& settings) {
    write(settings);
    must({"pg_ctl", "reload", "--silent", "--pgdata=" + data()});
}

void Cluster::write(const Settings& settings) const {
    std::ofstream file{data() + "/postgresql.conf", std::ios::app};
    for (const std::string& setting : settings) {
        file << setting << '\n';
    }
    file.close();
    if (!file) {
        throw std::runtime_error{"cannot write " + data() + "/postgresql.conf"};
    }
}

Ended Cluster::run_as_server(const Arguments& words) const {
    Arguments command{"--chdir=" + folder_, "--ignore-environment",
                      "PATH=" + std::string{std::getenv("PATH")}, "LC_ALL=C"};
    if (geteuid() == 0) {
        const struct stat owner = server_owner();
        const Arguments as_owner{"setpriv", "--reuid=" + std::to_string(owner.st_uid),
                                 "--regid=" + std::to_string(owner.st_gid), "--clear-groups", "--"};
        command.insert(command.end(), as_owner.begin(), as_owner.end());
    }
    command.insert(command.end(), words.begin(), words.end());
    return Process{"/usr/bin/env", command}.wait();
}

void Cluster::must(const Arguments& words) const {
    const Ended ended = run_as_server(words);
    if (ended.code != 0) {
        throw std::runtime_error{words.at(0) + " failed: " + ended.out + ended.err};
    }
}

} // namespace chatsweep::test
