// SPDX-License-Identifier: Apache-2.0
#include "delivery/sender.hpp"
#include "sending.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <memory>
#include <optional>
#include <stdexcept>

namespace chatsweep::test {
namespace {

Receiver without_leave(const std::string& url) {
    Receiver receiver = a_receiver(url);
    receiver.allow_local = false;
    return receiver;
}

std::string with_port(const std::string& host, const HttpServer& server) {
    return "http://" + host + ':' + std::to_string(server.port()) + '/';
}

std::string refusal_of(const std::string& address) {
    return "its address " + address + " is local, which needs allow_local: true";
}

/// Variables that are as they were when the test ends.
class Environment {
public:
    explicit Environment(const std::map<std::string, std::string>& values) {
        for (const auto& [name, value] : values) {
            const char* before = getenv(name.c_str());
            before_[name] = before == nullptr ? std::nullopt : std::optional<std::string>{before};
            setenv(name.c_str(), value.c_str(), 1);
        }
    }
    ~Environment() {
        for (const auto& [name, value] : before_) {
            if (value) {
                setenv(name.c_str(), value->c_str(), 1);
            } else {
                unsetenv(name.c_str());
            }
        }
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

private:
    std::map<std::string, std::optional<std::string>> before_;
};

TEST(LocalReceiver, IsReachedOnlyWhereThatIsAllowed) {
    const HttpServer server;
    EXPECT_EQ(problem_with(without_leave(server.url())), refusal_of("127.0.0.1"));
    EXPECT_EQ(server.connections(), 0U);
    EXPECT_EQ(problem_with(a_receiver(server)), "");
}

TEST(LocalReceiver, IsKnownHoweverItsAddressIsWritten) {
    const HttpServer server;
    for (const std::string host : {"127.1", "2130706433", "0x7f.0.0.1"}) {
        EXPECT_EQ(problem_with(without_leave(with_port(host, server))), refusal_of("127.0.0.1"));
    }
    EXPECT_EQ(problem_with(without_leave(with_port("0.0.0.0", server))), refusal_of("0.0.0.0"));
    EXPECT_EQ(problem_with(without_leave(with_port("[::ffff:127.0.0.1]", server))),
              refusal_of("::ffff:127.0.0.1"));
    EXPECT_EQ(problem_with(without_leave(with_port("[::1]", server))), refusal_of("::1"));
    EXPECT_EQ(problem_with(without_leave(with_port("[::]", server))), refusal_of("::"));
    EXPECT_EQ(problem_with(without_leave("http://169.254.169.254/latest/")),
              refusal_of("169.254.169.254"));
    EXPECT_EQ(server.connections(), 0U);
}

TEST(LocalReceiver, IsKnownByWhatItsNameResolvesTo) {
    const HttpServer server;
    const std::string problem = problem_with(without_leave(with_port("localhost", server)));
    EXPECT_TRUE(problem == refusal_of("127.0.0.1") || problem == refusal_of("::1")) << problem;
    EXPECT_EQ(server.connections(), 0U);
    EXPECT_EQ(problem_with(a_receiver(with_port("localhost", server))), "");
}

TEST(LocalReceiver, IsNotReachedByTheConnectionOfOneWhoMay) {
    const HttpServer server;
    Sender sender{{{a_receiver(server.url()), {a_secret}}, {without_leave(server.url()), {}}}};
    EXPECT_EQ(send_one(sender).problem, "");
    sender.send({1, 0, "evt_2", "{}"});
    const auto ended = wait_for_all(sender);
    EXPECT_EQ(ended.at(0).answer.problem, refusal_of("127.0.0.1"));
    EXPECT_EQ(server.count(), 1U);
}

TEST(LocalReceiver, MaySpeakIPv6) {
    std::unique_ptr<HttpServer> server;
    try {
        server = std::make_unique<HttpServer>(always({}), Memory::everything, Family::ipv6);
    } catch (const std::runtime_error& error) {
        GTEST_SKIP() << "no IPv6 here: " << error.what();
    }
    EXPECT_EQ(problem_with(a_receiver(*server)), "");
    EXPECT_EQ(problem_with(without_leave(server->url())), refusal_of("::1"));
    EXPECT_EQ(server->count(), 1U);
}

TEST(HttpProxy, OfTheEnvironmentIsNotUsed) {
    const HttpServer proxy;
    const HttpServer server;
    const Environment environment{{{"http_proxy", proxy.url()},
                                   {"https_proxy", proxy.url()},
                                   {"all_proxy", proxy.url()},
                                   {"ALL_PROXY", proxy.url()}}};
    EXPECT_EQ(problem_with(a_receiver(server)), "");
    EXPECT_EQ(server.count(), 1U);
    EXPECT_EQ(proxy.connections(), 0U);
}

TEST(HttpProxy, IsUsedWhereItIsConfiguredWhateverTheEnvironment) {
    const HttpServer proxy;
    const Environment environment{{{"no_proxy", "*"}, {"NO_PROXY", "*"}}};
    Receiver receiver = without_leave("http://desk.example/hook");
    receiver.proxy = proxy.url();
    EXPECT_EQ(problem_with(receiver), "");
    ASSERT_EQ(proxy.count(), 1U);
    EXPECT_EQ(proxy.received()[0].target, "http://desk.example/hook");
}

TEST(HttpProxy, ThatIsEmptyIsNone) {
    const HttpServer server;
    Receiver receiver = without_leave(server.url());
    receiver.proxy = "";
    EXPECT_EQ(problem_with(receiver), refusal_of("127.0.0.1"));
    receiver.allow_local = true;
    EXPECT_EQ(problem_with(receiver), "");
    EXPECT_EQ(server.received().at(0).target, "/");
}

TEST(HttpProxy, LeadsToNoLocalReceiverUnlessThatIsAllowed) {
    const HttpServer proxy;
    for (const auto& [host, written] : std::map<std::string, std::string>{
             {"127.1", "127.0.0.1"}, {"localhost", "localhost"}, {"[::1]", "::1"}}) {
        Receiver receiver = without_leave("http://" + host + "/hook");
        receiver.proxy = proxy.url();
        EXPECT_EQ(problem_with(receiver), refusal_of(written));
    }
    EXPECT_EQ(proxy.connections(), 0U);
    Receiver receiver = a_receiver("http://127.0.0.1/hook");
    receiver.proxy = proxy.url();
    EXPECT_EQ(problem_with(receiver), "");
    EXPECT_EQ(proxy.count(), 1U);
}

TEST(LocalReceiver, IsGivenUpWithTheOthers) {
    Receiver receiver = without_leave("http://127.0.0.1/");
    receiver.proxy = "http://proxy.invalid:3128";
    Sender sender{{{receiver, {a_secret}}}};
    sender.send({0, 1, "evt_1", "{}"});
    EXPECT_EQ(sender.under_way(), 1U);
    sender.abandon();
    EXPECT_EQ(sender.under_way(), 0U);
    EXPECT_TRUE(sender.wait(0s).empty());
}

TEST(HttpProxy, MustHaveANameThatIsKnown) {
    Receiver receiver = without_leave("http://desk.example/");
    receiver.proxy = "http://proxy.invalid:3128";
    EXPECT_EQ(problem_with(receiver), "the name of the proxy cannot be resolved");
}

TEST(HttpProxy, ThatRefusesATunnelIsTheProblem) {
    const HttpServer proxy{always({.status = 410})};
    Receiver receiver = without_leave("https://desk.example/hook");
    receiver.proxy = proxy.url();
    const Answer answer = answer_of(receiver);
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.problem, "the proxy answered 410");
    ASSERT_EQ(proxy.count(), 1U);
    EXPECT_EQ(proxy.received()[0].method, "CONNECT");
    EXPECT_FALSE(proxy.received()[0].headers.contains("webhook-signature"));
}

TEST(Sender, SendsNoPasswordOfANetrc) {
    const std::string file = write_file(".netrc", "default login desk password hush\n");
    const Environment environment{{{"HOME", file.substr(0, file.rfind('/'))}}};
    const HttpServer server;
    EXPECT_EQ(problem_with(a_receiver(server)), "");
    EXPECT_FALSE(server.received().at(0).headers.contains("authorization"));
}

} // namespace
} // namespace chatsweep::test
