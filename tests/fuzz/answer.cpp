// SPDX-License-Identifier: Apache-2.0
//
// What a receiver answers, byte for byte, read by libcurl over a socket that holds it already.
#include "core/receiver.hpp"
#include "delivery/secret.hpp"
#include "delivery/transfer.hpp"
#include "fuzzing.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace chatsweep::fuzz {
namespace {

curl_socket_t hand_over(void* socket, curlsocktype, curl_sockaddr*) {
    return *static_cast<int*>(socket);
}

int is_connected(void*, curl_socket_t, curlsocktype) {
    return CURL_SOCKOPT_ALREADY_CONNECTED;
}

/// Both ends in this process; libcurl closes its own.
Answer answer_to(const std::string& bytes, const Receiver& receiver) {
    std::array<int, 2> ends{};
    require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0, "no sockets");
    const ssize_t sent = send(ends[1], bytes.data(), bytes.size(), MSG_NOSIGNAL);
    require(sent == static_cast<ssize_t>(bytes.size()), "the socket holds an answer");
    shutdown(ends[1], SHUT_WR);
    Transfer transfer{receiver};
    transfer.prepare({.destination = 0, .tag = 0, .id = "event", .body = "{}"},
                     {{"01234567890123456789012345678901"}});
    curl_easy_setopt(transfer.easy(), CURLOPT_OPENSOCKETFUNCTION, &hand_over);
    curl_easy_setopt(transfer.easy(), CURLOPT_OPENSOCKETDATA, ends.data());
    curl_easy_setopt(transfer.easy(), CURLOPT_SOCKOPTFUNCTION, &is_connected);
    curl_easy_setopt(transfer.easy(), CURLOPT_FORBID_REUSE, 1L);
    const CURLcode code = curl_easy_perform(transfer.easy());
    close(ends[1]);
    return transfer.ended(code).answer;
}

void check_problem(const std::string& problem) {
    require(problem.size() <= 300, "a problem is short", problem);
    require(std::all_of(problem.begin(), problem.end(),
                        [](char byte) { return byte >= ' ' && byte <= '~'; }),
            "a problem is printable ASCII", problem);
}

void check_answer(const Answer& answer, const Receiver& receiver) {
    const bool success = answer.status >= 200 && answer.status <= 299;
    check_problem(answer.problem);
    require(!answer.problem.empty() || success, "only a 2xx is a success");
    require(answer.status == 0 || answer.status >= 200, "a status is final, or there is none");
    require(answer.retry_after.value_or(Duration{1}) > Duration{} &&
                answer.retry_after.value_or(Duration{1}) <= longest_duration,
            "Retry-After asks for a duration");
    require((rule(answer, 1, receiver) == Ruling::delivered) == answer.problem.empty(),
            "delivered is what has no problem");
    for (const double chance : {0.0, 0.5, 1.0}) {
        const Duration pause = pause_after(answer, 1 << 20, chance);
        require(pause >= Duration{} && pause <= std::chrono::hours{24}, "a pause ends");
        require(pause >= std::min<Duration>(answer.retry_after.value_or(Duration{}),
                                            std::chrono::hours{24}),
                "Retry-After is heard");
    }
}

/// The words for whatever else libcurl may say, with the bytes as its own words.
void check_words(const std::string& bytes, const Receiver& receiver) {
    Ending ending;
    ending.code = static_cast<CURLcode>(bytes.size() % CURL_LAST);
    ending.stage = static_cast<Stage>(bytes.size() / CURL_LAST % 3);
    ending.detail = bytes;
    const std::string problem = problem_of(ending, receiver);
    check_problem(problem);
    require(ending.code == CURLE_OK || !problem.empty(), "what failed has a problem");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Receiver receiver{.name = "desk",
                                   .url = "http://192.0.2.7/hooks",
                                   .timeout = std::chrono::seconds{5},
                                   .allow_local = true};
    const std::string bytes{text_of(data, size)};
    check_answer(answer_to(bytes, receiver), receiver);
    check_words(bytes, receiver);
    return 0;
}

} // namespace chatsweep::fuzz
