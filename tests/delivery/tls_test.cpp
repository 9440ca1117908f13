// SPDX-License-Identifier: Apache-2.0
#include "sending.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

/// A certificate that vouches for itself, made by the openssl on the command line.
struct Certificate {
    std::string file;
    std::string key;
};

Certificate a_certificate(const std::string& name, const std::string& subject) {
    Certificate made{path_in_folder(name + ".pem"), path_in_folder(name + ".key")};
    const Ended openssl = Process{
        "/usr/bin/env",
        {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=desk", "-addext", "subjectAltName=" + subject,
         "-keyout", made.key, "-out",
         made.file}}.wait();
    if (openssl.code != 0) {
        throw std::runtime_error{"openssl made no certificate: " + openssl.err};
    }
    return made;
}

class HttpsServer {
public:
    explicit HttpsServer(const Certificate& certificate)
        : process_("/usr/bin/env",
                   {"python3", CHATSWEEP_SOURCE_DIR "/tests/support/https_server.py",
                    certificate.file, certificate.key}) {
        wait_until("the server has told its port", [this] {
            if (!process_.is_running()) {
                throw std::runtime_error{"the server has ended: " + process_.wait().err};
            }
            return process_.err_so_far().ends_with('\n');
        });
    }
    [[nodiscard]] std::string url() const {
        return "https://127.0.0.1:" + std::to_string(std::stoi(process_.err_so_far())) + "/hook";
    }

private:
    Process process_;
};

TEST(Tls, TrustsTheAuthoritiesOfTheReceiver) {
    const Certificate certificate = a_certificate("desk", "IP:127.0.0.1");
    const HttpsServer server{certificate};
    Receiver receiver = a_receiver(server.url());
    receiver.ca_file = certificate.file;
    const Answer answer = answer_of(receiver);
    EXPECT_EQ(answer.problem, "");
    EXPECT_EQ(answer.status, 200);
}

TEST(Tls, DoesNotTrustACertificateThatNobodyKnows) {
    const HttpsServer server{a_certificate("desk", "IP:127.0.0.1")};
    const Answer answer = answer_of(a_receiver(server.url()));
    EXPECT_EQ(answer.status, 0);
    EXPECT_TRUE(answer.problem.starts_with("its certificate is not trusted: self"))
        << answer.problem;
}

TEST(Tls, DoesNotTrustTheCertificateOfAnotherAuthority) {
    const HttpsServer server{a_certificate("desk", "IP:127.0.0.1")};
    Receiver receiver = a_receiver(server.url());
    receiver.ca_file = a_certificate("other", "IP:127.0.0.1").file;
    EXPECT_TRUE(problem_with(receiver).starts_with("its certificate is not trusted: "));
}

TEST(Tls, DoesNotTrustTheCertificateOfAnotherHost) {
    const Certificate certificate = a_certificate("elsewhere", "DNS:elsewhere.example");
    const HttpsServer server{certificate};
    Receiver receiver = a_receiver(server.url());
    receiver.ca_file = certificate.file;
    const std::string problem = problem_with(receiver);
    EXPECT_TRUE(problem.starts_with("its certificate is not trusted: ")) << problem;
    EXPECT_NE(problem.find("127.0.0.1"), std::string::npos) << problem;
}

TEST(Tls, IsNotSharedByReceiversThatTrustDifferently) {
    const Certificate certificate = a_certificate("desk", "IP:127.0.0.1");
    const HttpsServer server{certificate};
    Receiver trusting = a_receiver(server.url());
    trusting.ca_file = certificate.file;
    Sender sender{{{trusting, {a_secret}}, {a_receiver(server.url()), {a_secret}}}};
    EXPECT_EQ(send_one(sender).problem, "");
    sender.send({1, 0, "evt_2", "{}"});
    EXPECT_TRUE(
        wait_for_all(sender).at(0).answer.problem.starts_with("its certificate is not trusted: "));
}

TEST(Tls, NeedsAFileOfAuthoritiesThatCanBeRead) {
    const HttpsServer server{a_certificate("desk", "IP:127.0.0.1")};
    Receiver receiver = a_receiver(server.url());
    receiver.ca_file = "/nowhere/ca.pem";
    EXPECT_EQ(problem_with(receiver),
              "the file of its authorities cannot be used: /nowhere/ca.pem");
}

TEST(Tls, IsPartOfTheTimeOfAnAttempt) {
    const HttpServer server; // waits for a request in plain text
    Receiver receiver = a_receiver("https://127.0.0.1:" + std::to_string(server.port()) + "/");
    receiver.timeout = 300ms;
    EXPECT_EQ(problem_with(receiver), "no connection within 300ms");
}

} // namespace
} // namespace chatsweep::test
