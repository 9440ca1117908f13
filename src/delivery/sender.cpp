// SPDX-License-Identifier: Apache-2.0
#include "delivery/sender.hpp"

#include "delivery/address.hpp"
#include "delivery/transfer.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <unordered_map>
#include <utility>

namespace chatsweep {

namespace {

constexpr Duration longest_poll = std::chrono::minutes{1};

void start_libcurl() {
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) {
        throw std::runtime_error{std::string{"libcurl cannot start: "} + curl_easy_strerror(code)};
    }
}

void check(CURLMcode code) {
    if (code != CURLM_OK) {
        throw std::runtime_error{std::string{"libcurl failed: "} + curl_multi_strerror(code)};
    }
}

long connections_of(const std::vector<Destination>& destinations) {
    long connections = 0;
    for (const Destination& destination : destinations) {
        connections += destination.receiver.concurrency;
    }
    return connections;
}

/// Where a proxy finds the address, only the URL itself can be looked at.
std::string problem_behind_proxy(const Receiver& receiver) {
    if (receiver.allow_local || receiver.proxy.value_or("").empty()) {
        return {};
    }
    const std::optional<std::string> host = local_host_of(receiver.url);
    return host ? local_address_problem(*host) : std::string{};
}

} // namespace

class Sender::Engine {
public:
    explicit Engine(std::vector<Destination> destinations);
    ~Engine() { abandon(); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void send(Request request);
    std::vector<EndedRequest> wait(Duration longest);
    void abandon();
    [[nodiscard]] std::size_t under_way() const noexcept { return active_.size() + ended_.size(); }

private:
    struct Lane {
        Destination destination;
        std::string problem; ///< What keeps every request from being made.
        std::vector<std::unique_ptr<Transfer>> idle;
    };
    struct Free {
        void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
    };

    static std::unique_ptr<Transfer> a_transfer(Lane& lane);
    void collect();

    std::vector<Lane> lanes_;
    std::unique_ptr<CURLM, Free> multi_;
    std::unordered_map<CURL*, std::pair<Lane*, std::unique_ptr<Transfer>>> active_;
    std::vector<EndedRequest> ended_;
};

Sender::Engine::Engine(std::vector<Destination> destinations) {
    start_libcurl();
    multi_.reset(curl_multi_init());
    if (!multi_) {
        throw std::bad_alloc{};
    }
    check(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections_of(destinations)));
    lanes_.reserve(destinations.size()); // transfers point into them
    for (Destination& destination : destinations) {
        std::string problem = problem_behind_proxy(destination.receiver);
        lanes_.push_back({std::move(destination), std::move(problem), {}});
    }
}

std::unique_ptr<Transfer> Sender::Engine::a_transfer(Lane& lane) {
    if (lane.idle.empty()) {
        return std::make_unique<Transfer>(lane.destination.receiver);
    }
    std::unique_ptr<Transfer> transfer = std::move(lane.idle.back());
    lane.idle.pop_back();
    return transfer;
}

void Sender::Engine::send(Request request) {
    Lane& lane = lanes_.at(request.destination);
    if (!lane.problem.empty()) {
        ended_.push_back({request.destination, request.tag, {0, lane.problem, std::nullopt}});
        return;
    }
    std::unique_ptr<Transfer> transfer = a_transfer(lane);
    transfer->prepare(std::move(request), lane.destination.secrets);
    CURL* easy = transfer->easy();
    active_.emplace(easy, std::pair{&lane, std::move(transfer)});
    if (const CURLMcode code = curl_multi_add_handle(multi_.get(), easy); code != CURLM_OK) {
        active_.erase(easy);
        check(code);
    }
}

void Sender::Engine::collect() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        CURL* easy = message->easy_handle;
        const CURLcode code = message->data.result; // goes with the handle
        curl_multi_remove_handle(multi_.get(), easy);
        auto& [lane, transfer] = active_.at(easy);
        ended_.push_back(transfer->ended(code));
        lane->idle.push_back(std::move(transfer));
        active_.erase(easy);
    }
}

std::vector<EndedRequest> Sender::Engine::wait(Duration longest) {
    using std::chrono::milliseconds;
    using std::chrono::steady_clock;
    const steady_clock::time_point started = steady_clock::now();
    for (;;) {
        int running = 0;
        check(curl_multi_perform(multi_.get(), &running));
        collect();
        const auto left = longest - (steady_clock::now() - started);
        if (!ended_.empty() || active_.empty() || left <= Duration{}) {
            return std::exchange(ended_, {});
        }
        const auto poll =
            std::chrono::ceil<milliseconds>(std::min<steady_clock::duration>(left, longest_poll));
        check(curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(poll.count()), nullptr));
    }
}

void Sender::Engine::abandon() {
    for (auto& [easy, owner] : active_) {
        curl_multi_remove_handle(multi_.get(), easy);
        owner.first->idle.push_back(std::move(owner.second));
    }
    active_.clear();
    ended_.clear();
}

Sender::Sender(std::vector<Destination> destinations)
    : engine_(std::make_unique<Engine>(std::move(destinations))) {}

Sender::~Sender() = default;

void Sender::send(Request request) {
    engine_->send(std::move(request));
}

std::vector<EndedRequest> Sender::wait(Duration longest) {
    return engine_->wait(longest);
}

void Sender::abandon() {
    engine_->abandon();
}

std::size_t Sender::under_way() const noexcept {
    return engine_->under_way();
}

} // namespace chatsweep
