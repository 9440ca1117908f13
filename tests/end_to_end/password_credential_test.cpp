// SPDX-License-Identifier: Apache-2.0
#include "support/cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace chatsweep::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A server that wants the password of everybody but its superuser, and a folder as systemd makes
/// one for the credentials of a service.
class PasswordCredential : public ::testing::Test {
protected:
    PasswordCredential() {
        std::ofstream hba{cluster.data() + "/pg_hba.conf"};
        hba << "local all postgres trust\nlocal all all scram-sha-256\n";
        hba.close();
        cluster.set({});
        const Ended made = cluster.run_as_server(
            {"psql", "--quiet", "--dbname", cluster.conninfo() + " dbname=postgres", "--command",
             "create role sweeper login password '" + password + "'"});
        EXPECT_EQ(made.code, 0) << made.err;
    }

    void put(const std::string& text, std::filesystem::perms mode = systemd_mode) const {
        std::filesystem::remove(path_in_folder("pgpassword"));
        const std::string path = write_file("pgpassword", text);
        std::filesystem::permissions(path, mode);
    }

    [[nodiscard]] Ended ask(Arguments command, const Variables& more = {}) const {
        Variables variables{{"CREDENTIALS_DIRECTORY", path_in_folder("")},
                            {"PGPASSFILE", "/nonexistent"}};
        for (const auto& [name, value] : more) {
            variables[name] = value;
        }
        command.insert(command.end(), {"-d", "dbname=postgres user=sweeper port=" +
                                                 Cluster::port() + " host=" + cluster.host()});
        return chatsweep(command, variables);
    }

    static constexpr auto systemd_mode =
        std::filesystem::perms::owner_read | std::filesystem::perms::group_read;
    static inline const std::string password = "correct horse";
    Cluster cluster;
};

constexpr int connected_and_found_no_schema = 8;
constexpr int turned_away = 4;

TEST_F(PasswordCredential, IsFoundByEveryCommandThatConnects) {
    put(password + "\n");
    const std::string desk =
        write_file("desk.yaml", "version: 1\npolicies:\n  - { name: all, match: {}, timeout: 2h }\n"
                                "receivers:\n  - { name: desk, url: 'https://desk.example/', "
                                "secret: { variable: DESK } }\n");
    for (const Arguments& command :
         {Arguments{"sweep", "--timeout", "2h"}, Arguments{"sweep", "--dry-run", "--timeout", "2h"},
          Arguments{"report", "--timeout", "2h"}, Arguments{"explain", "1", "--timeout", "2h"},
          Arguments{"deliver", "-c", desk}, Arguments{"history"},
          Arguments{"check", "--timeout", "2h"}, Arguments{"schema", "check"}}) {
        const Variables desk_secret{{"DESK", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}};
        EXPECT_EQ(ask(command, desk_secret).code, connected_and_found_no_schema) << command[0];
    }
    put("another one");
    const Ended refused = ask({"history"});
    EXPECT_EQ(refused.code, turned_away);
    EXPECT_THAT(refused.err, HasSubstr("password authentication failed"));
    EXPECT_THAT(refused.err, Not(HasSubstr("another one")));
}

TEST_F(PasswordCredential, WinsOverAPassfileAndYieldsToPgpassword) {
    const std::string passfile = write_file("passfile", "*:*:*:*:wrong\n");
    std::filesystem::permissions(passfile, std::filesystem::perms::owner_read);
    put(password);
    EXPECT_EQ(ask({"history"}, {{"PGPASSFILE", passfile}}).code, connected_and_found_no_schema);
    EXPECT_EQ(ask({"history"}, {{"PGPASSWORD", "wrong"}}).code, turned_away);
    EXPECT_EQ(ask({"history"}, {{"CREDENTIALS_DIRECTORY", "/nonexistent"}}).code, turned_away);
}

TEST_F(PasswordCredential, IsRefusedWhereItIsNoPassword) {
    struct Bad {
        std::string text;
        std::filesystem::perms mode;
        std::string what;
        std::string hint;
    };
    for (const Bad& bad :
         {Bad{"\n", systemd_mode, "is empty",
              "write the password into the file that LoadCredential names."},
          Bad{"hunter2\nhunter3\n", systemd_mode, "is not one line of text",
              "let it hold the password alone, and no passfile."},
          Bad{std::string(5000, 'x'), systemd_mode, "is larger than 4 KiB",
              "let it hold the password alone."},
          Bad{"hunter2", systemd_mode | std::filesystem::perms::others_read,
              "can be read by everybody", "let systemd put it there, or chmod 600 it."}}) {
        put(bad.text, bad.mode);
        const Ended ended = ask({"history"});
        EXPECT_EQ(ended.code, turned_away);
        EXPECT_EQ(ended.err, "chatsweep: cannot connect to the database: credential 'pgpassword' " +
                                 bad.what + "\nhint: " + bad.hint + "\n");
        std::filesystem::remove(path_in_folder("pgpassword"));
    }
    std::filesystem::create_directory(path_in_folder("pgpassword"));
    EXPECT_THAT(ask({"history"}).err, HasSubstr("'pgpassword' is not a regular file\n"));
    std::filesystem::remove(path_in_folder("pgpassword"));
    std::filesystem::create_symlink("pgpassword", path_in_folder("pgpassword"));
    EXPECT_THAT(ask({"history"}).err, HasSubstr("'pgpassword' cannot be read: Too many levels"));
    std::filesystem::remove(path_in_folder("pgpassword"));
}

TEST(PasswordCredentialOffline, IsNotLookedForWhereNobodyConnects) {
    write_file("pgpassword", "\n");
    const Ended ended = chatsweep({"check", "--offline", "--timeout", "2h"},
                                  {{"CREDENTIALS_DIRECTORY", path_in_folder("")}});
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err, "");
}

} // namespace
} // namespace chatsweep::test
