// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/answer.hpp"
#include "delivery/sender.hpp"

#include <array>
#include <cstddef>
#include <memory>

namespace chatsweep {

/// A request to one receiver, and when it has ended the next one: what libcurl is told of the
/// receiver is told once. Stays where it is, for libcurl points into it.
class Transfer {
public:
    /// `receiver` outlives it.
    explicit Transfer(const Receiver& receiver);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// Makes ready for `request`, signed as of now; without secrets it is a plain one.
    void prepare(Request request, const std::vector<Secret>& secrets);

    /// What became of the request that it was made ready for.
    [[nodiscard]] EndedRequest ended(CURLcode code) const;

    [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }

private:
    struct Free {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };

    static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int before_request(void* self, char* address, char* own_address, int port, int own_port);
    static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self);

    template <typename Value>
    void set(CURLoption option, Value value);
    void set_protocols();
    void set_network();
    void set_trust();
    void set_callbacks();
    void add_header(const std::string& line);
    [[nodiscard]] bool must_not_be_local() const;
    [[nodiscard]] Ending ending(CURLcode code) const;

    const Receiver& receiver_;
    std::unique_ptr<CURL, Free> easy_;
    std::unique_ptr<curl_slist, Free> headers_;
    Request request_;
    std::array<char, CURL_ERROR_SIZE> detail_{};
    std::string refused_address_;
    int socket_error_ = 0;
    bool connected_ = false;
    bool read_enough_ = false;
    bool endless_headers_ = false;
    std::size_t bytes_read_ = 0;
};

} // namespace chatsweep
