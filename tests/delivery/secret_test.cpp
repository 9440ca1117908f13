// SPDX-License-Identifier: Apache-2.0
#include "delivery/secret.hpp"

#include "support/process.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>

namespace chatsweep::test {
namespace {

constexpr const char* thirty_two_bytes = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr const char* bare_secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::string from_0_to_31() {
    std::string bytes;
    for (char byte = 0; byte < 32; ++byte) {
        bytes.push_back(byte);
    }
    return bytes;
}

/// Base64 of so many zero bytes.
std::string zeros(std::size_t bytes) {
    const std::string padding = bytes % 3 == 0 ? "" : bytes % 3 == 1 ? "==" : "=";
    return std::string((bytes + 2) / 3 * 4 - padding.size(), 'A') + padding;
}

template <typename Doing>
std::string said_by(Doing doing) {
    try {
        doing();
    } catch (const SecretError& error) {
        return std::string{error.what()} + "\nhint: " + error.hint();
    }
    return "nothing";
}

std::string said_of(const std::string& text) {
    return said_by([&] { (void)parse_secret(text, "it"); });
}

std::string a_file(const std::string& name, mode_t mode,
                   const std::string& text = thirty_two_bytes) {
    const std::string path = write_file(name, text);
    chmod(path.c_str(), mode);
    return path;
}

Receiver desk(SecretSource::Kind kind, const std::string& name) {
    Receiver receiver;
    receiver.name = "desk";
    receiver.secrets = {{kind, name}};
    return receiver;
}

chatsweep::Variables variables(const std::map<std::string, std::string>& values) {
    return [values](const std::string& name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional{found->second};
    };
}

std::string read_one(const Receiver& receiver,
                     const std::map<std::string, std::string>& values = {}) {
    return read_secrets(receiver, variables(values)).at(0).bytes;
}

std::string said_of_file(const std::string& path) {
    return said_by([&] { (void)read_one(desk(SecretSource::Kind::file, path)); });
}

constexpr const char* how_to_write =
    "\nhint: write whsec_ and the base64 of 24 to 64 random bytes, such as openssl rand -base64 32 "
    "makes.";

TEST(Secret, IsBase64WithThePrefixOrWithoutIt) {
    EXPECT_EQ(parse_secret(thirty_two_bytes, "it").bytes, from_0_to_31());
    EXPECT_EQ(parse_secret(std::string{thirty_two_bytes}.substr(6), "it").bytes, from_0_to_31());
    EXPECT_EQ(parse_secret("+/+/" + zeros(24), "it").bytes, "\xfb\xff\xbf" + std::string(24, '\0'));
}

TEST(Secret, MayEndWithALineEnd) {
    EXPECT_EQ(parse_secret(std::string{thirty_two_bytes} + "\n", "it").bytes, from_0_to_31());
    EXPECT_EQ(parse_secret(std::string{thirty_two_bytes} + "\r\n", "it").bytes, from_0_to_31());
}

TEST(Secret, HasTwentyFourToSixtyFourBytes) {
    EXPECT_EQ(said_of(zeros(23)), std::string{"it holds a secret of 23 bytes"} + how_to_write);
    EXPECT_EQ(said_of(zeros(24)), "nothing");
    EXPECT_EQ(said_of(zeros(64)), "nothing");
    EXPECT_EQ(said_of(zeros(65)), std::string{"it holds a secret of 65 bytes"} + how_to_write);
    EXPECT_EQ(said_of(zeros(1)), std::string{"it holds a secret of 1 byte"} + how_to_write);
    EXPECT_EQ(said_of(""), std::string{"it holds a secret of 0 bytes"} + how_to_write);
}

TEST(Secret, IsNothingButBase64AndIsNotRepeatedInErrors) {
    const std::string a_secret = zeros(24);
    for (const std::string& text :
         {a_secret + "A", a_secret.substr(1), ' ' + a_secret, a_secret + "\n\n", "====" + a_secret,
          "-_-_" + a_secret, a_secret + "A===", "whsec_whsec_" + a_secret, "AA=A" + a_secret}) {
        EXPECT_EQ(said_of(text), std::string{"it is not base64"} + how_to_write) << text;
    }
}

TEST(SecretFile, IsReadWhereNobodyElseCan) {
    EXPECT_EQ(read_one(desk(SecretSource::Kind::file, a_file("mine", 0600))), from_0_to_31());
    EXPECT_EQ(read_one(desk(SecretSource::Kind::file, a_file("also_mine", 0400))), from_0_to_31());
}

TEST(SecretFile, IsRefusedWhereOthersCanReadIt) {
    for (const mode_t mode : {0640U, 0604U, 0666U}) {
        const std::string path = a_file("shown", mode);
        EXPECT_EQ(said_of_file(path), "receiver 'desk': secret file '" + path +
                                          "' can be read by others\nhint: chmod 600 it.");
    }
}

TEST(SecretFile, IsRefusedWhereOthersCanChangeIt) {
    for (const mode_t mode : {0620U, 0602U}) {
        const std::string path = a_file("writable", mode);
        EXPECT_EQ(said_of_file(path), "receiver 'desk': secret file '" + path +
                                          "' can be changed by others\nhint: chmod 600 it.");
    }
}

TEST(SecretFile, IsRefusedWhereItBelongsToSomebodyElse) {
    const std::string path = a_file("theirs", 0600);
    if (chown(path.c_str(), 4711, 4711) != 0) {
        GTEST_SKIP() << "only root can give a file away";
    }
    EXPECT_EQ(said_of_file(path),
              "receiver 'desk': secret file '" + path +
                  "' belongs to another user\n"
                  "hint: let it belong to the user that runs chatsweep, or to root.");
}

TEST(SecretFile, ThatIsMissingIsAnError) {
    for (const std::string& path : {path_in_folder("none"), a_file("a", 0600) + "/none"}) {
        EXPECT_EQ(said_of_file(path), "receiver 'desk': secret file '" + path +
                                          "' does not exist\n"
                                          "hint: make it, or name the one that does.");
    }
}

/// Root can read everything; as long as this lives, the test is somebody else.
class AsNobody {
public:
    AsNobody() {
        if (was_ == 0) {
            constexpr uid_t nobody = 65534;
            EXPECT_EQ(seteuid(nobody), 0);
        }
    }
    ~AsNobody() { EXPECT_EQ(seteuid(was_), 0); }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

private:
    uid_t was_ = geteuid();
};

TEST(SecretFile, ThatCannotBeReadIsAnError) {
    const std::string path = a_file("locked", 0);
    const AsNobody nobody;
    EXPECT_EQ(said_of_file(path), "receiver 'desk': secret file '" + path +
                                      "' cannot be read: permission denied\n"
                                      "hint: let the user that runs chatsweep read it.");
}

TEST(SecretFile, IsNeitherAFolderNorAPipe) {
    const std::string folder = path_in_folder("folder");
    std::filesystem::create_directory(folder);
    const std::string pipe = path_in_folder("pipe");
    std::filesystem::remove(pipe);
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    for (const std::string& path : {folder, pipe, std::string{"/dev/null"}}) {
        EXPECT_EQ(said_of_file(path), "receiver 'desk': secret file '" + path +
                                          "' is not a regular file\nhint: name a file.");
    }
}

TEST(SecretFile, HasAtMostFourKibibytes) {
    const std::string path = a_file("long", 0600, std::string(4097, 'A'));
    EXPECT_EQ(said_of_file(path),
              "receiver 'desk': secret file '" + path +
                  "' is larger than 4 KiB\nhint: name a file that holds the secret alone.");
}

TEST(SecretFile, IsNamedWhereItHoldsNoSecret) {
    const std::string path = a_file("empty", 0600, "not a secret");
    EXPECT_EQ(said_of_file(path),
              "receiver 'desk': secret file '" + path + "' is not base64" + how_to_write);
}

TEST(Credential, IsAFileInTheFolderThatSystemdNames) {
    const std::string folder = std::filesystem::path{a_file("granted", 0440)}.parent_path();
    EXPECT_EQ(read_one(desk(SecretSource::Kind::credential, "granted"),
                       {{"CREDENTIALS_DIRECTORY", folder}}),
              from_0_to_31());
}

TEST(Credential, IsRefusedWhereEverybodyCanReadIt) {
    const std::string folder = std::filesystem::path{a_file("public", 0444)}.parent_path();
    EXPECT_EQ(said_by([&] {
                  (void)read_one(desk(SecretSource::Kind::credential, "public"),
                                 {{"CREDENTIALS_DIRECTORY", folder}});
              }),
              "receiver 'desk': credential 'public' can be read by everybody\n"
              "hint: let systemd put it there, or chmod 600 it.");
}

TEST(Credential, IsNoPath) {
    for (const std::string name : {"../shadow", "/etc/shadow", "", ".", ".."}) {
        EXPECT_EQ(said_by([&] {
                      (void)read_one(desk(SecretSource::Kind::credential, name),
                                     {{"CREDENTIALS_DIRECTORY", "/tmp"}});
                  }),
                  "receiver 'desk': credential '" + name +
                      "' is not the name of a credential\n"
                      "hint: write the name that stands in LoadCredential=, not a path.");
    }
}

TEST(Credential, NeedsSystemd) {
    EXPECT_EQ(said_by([] { (void)read_one(desk(SecretSource::Kind::credential, "desk")); }),
              "receiver 'desk': credential 'desk' is not there: CREDENTIALS_DIRECTORY is not set\n"
              "hint: let systemd start chatsweep, with LoadCredential=desk:PATH.");
}

TEST(Credential, ThatIsMissingIsAnError) {
    EXPECT_EQ(said_by([] {
                  (void)read_one(desk(SecretSource::Kind::credential, "none"),
                                 {{"CREDENTIALS_DIRECTORY", "/nowhere"}});
              }),
              "receiver 'desk': credential 'none' does not exist\n"
              "hint: make it, or name the one that does.");
}

TEST(SecretVariable, HoldsTheSecretItself) {
    EXPECT_EQ(read_one(desk(SecretSource::Kind::variable, "DESK"), {{"DESK", thirty_two_bytes}}),
              from_0_to_31());
}

TEST(SecretVariable, ThatIsUnsetOrEmptyIsAnError) {
    const std::string error = "receiver 'desk': variable DESK is not set\n"
                              "hint: set it to the secret, or name a file.";
    const Receiver receiver = desk(SecretSource::Kind::variable, "DESK");
    EXPECT_EQ(said_by([&] { (void)read_one(receiver); }), error);
    EXPECT_EQ(said_by([&] { (void)read_one(receiver, {{"DESK", ""}}); }), error);
}

TEST(Secrets, AreTwoInTheirOrderWhileOneIsRotated) {
    Receiver receiver = desk(SecretSource::Kind::file, a_file("old", 0600));
    receiver.secrets.push_back({SecretSource::Kind::variable, "NEW"});
    const auto secrets = read_secrets(receiver, variables({{"NEW", bare_secret}}));
    ASSERT_EQ(secrets.size(), 2U);
    EXPECT_EQ(secrets[0].bytes, from_0_to_31());
    EXPECT_EQ(secrets[1].bytes.size(), 24U);
}

} // namespace
} // namespace chatsweep::test
