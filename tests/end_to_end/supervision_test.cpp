// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <vector>

namespace chatsweep::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// What stands in for systemd: a socket, and what has been said to it.
class Supervisor {
public:
    explicit Supervisor(std::string path)
        : path_(std::move(path)), socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
        unlink(path_.c_str());
        if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
            throw std::runtime_error{"cannot listen at " + path_};
        }
    }
    ~Supervisor() { close(socket_); }
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    const std::vector<std::string>& heard() {
        std::array<char, 4096> text{};
        for (;;) {
            const ssize_t size = recv(socket_, text.data(), text.size(), 0);
            if (size < 0) {
                return heard_;
            }
            heard_.emplace_back(text.data(), static_cast<std::size_t>(size));
        }
    }

    long count(const std::string& beginning) {
        return std::ranges::count_if(
            heard(), [&](const std::string& message) { return message.starts_with(beginning); });
    }

    void wait_for(const std::string& beginning, long times = 1) {
        wait_until("the supervisor has heard " + beginning,
                   [&] { return count(beginning) >= times; });
    }

    std::string last_status() {
        std::string last;
        for (const std::string& message : heard()) {
            last = message.starts_with("STATUS=") ? message : last;
        }
        return last;
    }

private:
    std::string path_;
    int socket_;
    std::vector<std::string> heard_;
};

class Supervised : public testing::Test {
protected:
    [[nodiscard]] Arguments run(const Arguments& more) const {
        Arguments arguments{"run", "-d", database_.dsn(), "--timeout", "2h", "--interval", "12h"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }
    [[nodiscard]] Variables variables() const { return {{"NOTIFY_SOCKET", systemd_.path()}}; }

    TestDatabase database_;
    Supervisor systemd_{path_in_folder("notify.sock")};
};

TEST_F(Supervised, IsToldWhenItIsReadyHowItFaresAndThatItStops) {
    database_.add_silent_session("3 hours");
    Process process{chatsweep_binary(), run({}), variables()};
    systemd_.wait_for("STATUS=next sweep at ");
    process.send(SIGTERM);
    EXPECT_EQ(process.wait().code, 0);
    systemd_.wait_for("STOPPING=1");
    EXPECT_EQ(systemd_.heard().front(), "READY=1");
    EXPECT_EQ(systemd_.heard().back(), "STOPPING=1");
    EXPECT_THAT(systemd_.last_status(), HasSubstr("; 1 closed in the last sweep"));
    EXPECT_EQ(systemd_.count("WATCHDOG="), 0);
}

TEST_F(Supervised, IsToldWhatComesNextOnTime) {
    Process process{chatsweep_binary(), run({"--on-time"}), variables()};
    systemd_.wait_for("STATUS=no session due before ");
    database_.add_silent_session("1 hour 30 minutes");
    database_.run("notify chatsweep_due");
    systemd_.wait_for("STATUS=next session due at ");
    const std::string due = database_.value(
        "select to_char(last_customer_message_at at time zone 'UTC' + interval '2 hours', "
        "'YYYY-MM-DD HH24:MI:SS') from chat.session");
    EXPECT_THAT(systemd_.last_status(), StartsWith("STATUS=next session due at " + due + "Z"));
}

TEST_F(Supervised, IsToldWhatGoesWrong) {
    Process process{chatsweep_binary(),
                    {"run", "-d", "host=/nowhere", "--timeout", "2h", "--on-time"},
                    variables()};
    systemd_.wait_for("STATUS=trying again: cannot connect to the database: ");
    EXPECT_TRUE(process.is_running());
}

TEST_F(Supervised, IsToldOfAReload) {
    Process process{chatsweep_binary(), run({"--on-time"}), variables()};
    systemd_.wait_for("STATUS=");
    process.send(SIGHUP);
    systemd_.wait_for("READY=1", 2);
    EXPECT_EQ(systemd_.count("RELOADING=1\nMONOTONIC_USEC="), 1);
}

TEST_F(Supervised, GetsSignsOfLifeAlsoDuringALongSweep) {
    const Holder holder{database_, "lock table chat.session in access exclusive mode"};
    Variables watched = variables();
    watched["WATCHDOG_USEC"] = "100000";
    Process process{chatsweep_binary(), run({}), watched};
    blocked_backend(database_, &process);
    const long before = systemd_.count("WATCHDOG=1");
    systemd_.wait_for("WATCHDOG=1", before + 3);
}

TEST_F(Supervised, GetsNoSignsOfLifeThatAreAskedOfAnotherProcess) {
    Variables watched = variables();
    watched["WATCHDOG_USEC"] = "1000";
    watched["WATCHDOG_PID"] = "1";
    Process process{chatsweep_binary(), run({}), watched};
    systemd_.wait_for("STATUS=next sweep at ");
    EXPECT_EQ(systemd_.count("WATCHDOG="), 0);
}

TEST_F(Supervised, ASocketThatIsNotThereIsNoFailure) {
    Process process{chatsweep_binary(), run({}), {{"NOTIFY_SOCKET", "/nowhere/at/all"}}};
    wait_until("it has swept",
               [&] { return database_.count("select count(*) from chatsweep.run") == 1; });
    process.send(SIGTERM);
    EXPECT_EQ(process.wait().code, 0);
}

} // namespace
} // namespace chatsweep::test
