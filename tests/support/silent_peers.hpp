// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

namespace chatsweep::test {

/// A peer on 127.0.0.1 whose system takes connections that nobody ever answers.
class NeverAnswering {
public:
    NeverAnswering();
    ~NeverAnswering();
    NeverAnswering(const NeverAnswering&) = delete;
    NeverAnswering& operator=(const NeverAnswering&) = delete;

    [[nodiscard]] static std::string host() { return "127.0.0.1"; }
    [[nodiscard]] std::string port() const { return std::to_string(port_); }

protected:
    explicit NeverAnswering(int backlog);

private:
    int listener_ = -1;
    int port_ = 0;
};

/// The same, to whom not even a connection can be made: its system drops the attempt, as a
/// firewall would.
class BlackHole : public NeverAnswering {
public:
    BlackHole();
    ~BlackHole();

private:
    std::vector<int> in_the_way_;
};

/// Hands connections on to PostgreSQL's port at an address of this machine, until so many bytes
/// have come from there after the client has sent certain words. Then that connection stalls, as if
/// its proxy were stopped: what is sent is not read, and nobody is told that the other side has
/// gone.
class StallingProxy {
public:
    StallingProxy(std::string server, std::string after_words, std::size_t after_bytes);
    ~StallingProxy();
    StallingProxy(const StallingProxy&) = delete;
    StallingProxy& operator=(const StallingProxy&) = delete;

    [[nodiscard]] static std::string host() { return "127.0.0.1"; }
    [[nodiscard]] std::string port() const { return std::to_string(port_); }
    [[nodiscard]] bool has_stalled() const { return stalled_.load(); }

private:
    void accept_all();
    void hand_on(int client);

    int listener_ = -1;
    int port_ = 0;
    std::string server_;
    std::string after_words_;
    std::size_t after_bytes_;
    std::atomic<bool> stalled_{false};
    std::atomic<bool> leaving_{false};
    std::vector<std::thread> links_;
    std::thread acceptor_;
};

} // namespace chatsweep::test
