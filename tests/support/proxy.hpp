// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <list>
#include <string>
#include <thread>

namespace chatsweep::test {

/// What a network may do to the connections that a Proxy hands on.
enum class Fault {
    none,
    refuse,              ///< Every connection ends at once, and so do the new ones.
    silence,             ///< Connections are accepted, and nothing is handed on.
    cut_before_commit,   ///< The next commit is not handed on; its connection ends. Once.
    cut_after_commit,    ///< The next commit's answer is not; its connection ends. Once.
    lost_after_commit,   ///< The same, and from then on `refuse`.
    hold_commit,         ///< Commits wait until there is another fault, or none.
    black_hole_in_rows,  ///< After many rows both sides fall silent. Once.
    lose_client_in_rows, ///< After many rows the client is cut off, and the server not told. Once.
};

/// A listener on 127.0.0.1 that hands connections on to the cluster's socket, with faults.
class Proxy {
public:
    Proxy();
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    [[nodiscard]] std::string host() const { return "127.0.0.1"; }
    [[nodiscard]] std::string port() const { return std::to_string(port_); }

    void set(Fault fault) { fault_.store(fault); }
    /// Clients that come from now on say `by` where they said `that`, which is as long.
    void replace(std::string that, std::string by);
    /// How often they did.
    [[nodiscard]] int replacements() const { return replacements_.load(); }
    [[nodiscard]] Fault fault() const { return fault_.load(); }
    /// How many commits came by.
    [[nodiscard]] int commits() const { return commits_.load(); }

private:
    struct Link {
        int client = -1;
        int server = -1;
        std::size_t rows_bytes = 0;
        bool deaf = false; ///< Nothing is handed on any more.
    };

    void accept_all();
    void hand_on(Link link);
    void put_in_its_place(std::string& bytes);
    bool from_client(Link& link);
    bool from_server(Link& link);
    bool hand_on_commit(Link& link, const std::string& bytes);
    bool wait_while_held(const Link& link) const;
    /// Whether this was the fault; then it is none any more.
    bool once(Fault fault);

    int listener_ = -1;
    int port_ = 0;
    std::atomic<Fault> fault_{Fault::none};
    std::atomic<int> commits_{0};
    std::string replaced_;
    std::string by_;
    std::atomic<int> replacements_{0};
    std::atomic<bool> leaving_{false};
    std::list<std::thread> links_;
    std::thread acceptor_;
};

} // namespace chatsweep::test
