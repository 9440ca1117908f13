// SPDX-License-Identifier: Apache-2.0
#include "delivery/transfer.hpp"

#include "core/version.hpp"
#include "delivery/address.hpp"
#include "delivery/message.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <new>
#include <stdexcept>

namespace chatsweep {

namespace {

/// Of an answer: nobody looks at more than its status and one header.
constexpr std::size_t most_bytes = 64 * std::size_t{1024};
constexpr int first_final_status = 200;

long milliseconds_of(Duration duration) {
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
    return std::max(1L, static_cast<long>(rounded)); // 0 would mean forever
}

template <typename Value>
Value info(CURL* easy, CURLINFO what) {
    Value value{};
    curl_easy_getinfo(easy, what, &value);
    return value;
}

} // namespace

template <typename Value>
void Transfer::set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
    if (code == CURLE_OUT_OF_MEMORY) {
        throw std::bad_alloc{};
    }
    if (code != CURLE_OK) {
        throw std::runtime_error{"libcurl does not take option " + std::to_string(option) + ": " +
                                 curl_easy_strerror(code)};
    }
}

Transfer::Transfer(const Receiver& receiver) : receiver_(receiver), easy_(curl_easy_init()) {
    if (!easy_) {
        throw std::bad_alloc{};
    }
    set_protocols();
    set_network();
    set_trust();
    set_callbacks();
}

void Transfer::set_protocols() {
    set(CURLOPT_URL, receiver_.url.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    set(CURLOPT_PROTOCOLS, long{CURLPROTO_HTTP | CURLPROTO_HTTPS});
#endif
    set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_POST, 1L);
    set(CURLOPT_USERAGENT, ("chatsweep/" + std::string{tool_version()}).c_str());
}

void Transfer::set_network() {
    set(CURLOPT_TIMEOUT_MS, milliseconds_of(receiver_.timeout));
    set(CURLOPT_NOSIGNAL, 1L);
    // Both are always set, for libcurl would ask the environment.
    set(CURLOPT_PROXY, receiver_.proxy.value_or("").c_str());
    set(CURLOPT_NOPROXY, receiver_.proxy.value_or("").empty() ? "*" : "");
    set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
#if LIBCURL_VERSION_NUM >= 0x075700
    // Else the end of a request would wait for a name server that does not answer.
    set(CURLOPT_QUICK_EXIT, 1L);
#endif
}

void Transfer::set_trust() {
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    if (receiver_.ca_file) {
        set(CURLOPT_CAINFO, receiver_.ca_file->c_str());
        set(CURLOPT_CAPATH, nullptr); // the system's authorities would be trusted as well
    }
}

void Transfer::set_callbacks() {
    set(CURLOPT_PRIVATE, static_cast<void*>(this));
    set(CURLOPT_ERRORBUFFER, detail_.data());
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
    set(CURLOPT_PREREQDATA, static_cast<void*>(this));
    set(CURLOPT_PREREQFUNCTION, &Transfer::before_request);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &Transfer::take_body);
}

void Transfer::add_header(const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) {
        throw std::bad_alloc{};
    }
    (void)headers_.release();
    headers_.reset(longer);
}

void Transfer::prepare(Request request, const std::vector<Secret>& secrets) {
    using std::chrono::system_clock;
    const std::int64_t now =
        std::chrono::floor<std::chrono::seconds>(system_clock::now()).time_since_epoch().count();
    request_ = std::move(request);
    headers_.reset();
    if (secrets.empty()) {
        add_header("Content-Type:");
    } else {
        add_header("Content-Type: application/json");
        add_header("webhook-id: " + request_.id);
        add_header("webhook-timestamp: " + std::to_string(now));
        add_header("webhook-signature: " + signature(secrets, request_.id, now, request_.body));
    }
    add_header("Expect:"); // takes the one away that libcurl adds to large bodies
    set(CURLOPT_HTTPHEADER, headers_.get());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.c_str());
    detail_[0] = '\0';
    refused_address_.clear();
    socket_error_ = 0;
    connected_ = read_enough_ = endless_headers_ = false;
    bytes_read_ = 0;
}

bool Transfer::must_not_be_local() const {
    return !receiver_.allow_local && receiver_.proxy.value_or("").empty();
}

curl_socket_t Transfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    if (transfer.must_not_be_local() && is_local(address->addr)) {
        if (transfer.refused_address_.empty()) {
            transfer.refused_address_ = text_of(address->addr);
        }
        return CURL_SOCKET_BAD;
    }
    const int socket =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    transfer.socket_error_ = socket < 0 ? errno : 0;
    return socket;
}

/// A connection may have been opened for another receiver, which allows what this one does not.
int Transfer::before_request(void* self, char* address, char*, int, int) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    if (transfer.must_not_be_local() && is_local(std::string{address})) {
        transfer.refused_address_ = address;
        return CURL_PREREQFUNC_ABORT;
    }
    transfer.connected_ = true;
    return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::take_header(char*, std::size_t size, std::size_t count, void* self) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    transfer.bytes_read_ += size * count;
    transfer.endless_headers_ = transfer.bytes_read_ > most_bytes;
    return transfer.endless_headers_ ? 0 : size * count;
}

std::size_t Transfer::take_body(char*, std::size_t size, std::size_t count, void* self) {
    Transfer& transfer = *static_cast<Transfer*>(self);
    transfer.bytes_read_ += size * count;
    transfer.read_enough_ = transfer.bytes_read_ > most_bytes;
    return transfer.read_enough_ ? 0 : size * count;
}

Ending Transfer::ending(CURLcode code) const {
    const auto status = static_cast<int>(info<long>(easy_.get(), CURLINFO_RESPONSE_CODE));
    const auto os_error = static_cast<int>(info<long>(easy_.get(), CURLINFO_OS_ERRNO));
    Ending ending;
    ending.code = code;
    ending.status = code == CURLE_OK || status >= first_final_status ? status : 0;
    ending.stage = ending.status != 0 ? Stage::answering
                   : connected_       ? Stage::waiting
                                      : Stage::connecting;
    ending.proxy_status = static_cast<int>(info<long>(easy_.get(), CURLINFO_HTTP_CONNECTCODE));
    ending.os_error = socket_error_ != 0 ? socket_error_ : os_error;
    ending.read_enough = read_enough_;
    ending.endless_headers = endless_headers_;
    ending.refused_address = refused_address_;
    ending.detail = detail_.data();
    return ending;
}

EndedRequest Transfer::ended(CURLcode code) const {
    const Ending end = ending(code);
    const auto retry_after = info<curl_off_t>(easy_.get(), CURLINFO_RETRY_AFTER);
    return {.destination = request_.destination,
            .tag = request_.tag,
            .answer = {.status = end.status,
                       .problem = problem_of(end, receiver_),
                       .retry_after = retry_after_of(end.status == 0 ? 0 : retry_after)}};
}

} // namespace chatsweep
