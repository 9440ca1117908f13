// SPDX-License-Identifier: Apache-2.0
#include "store/watchdog.hpp"

#include "store/errors.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

namespace chatsweep {

namespace {

std::atomic<int> abandoned_threads{0};

/// In a thread that nobody waits for. It counts until `work` itself says that it has ended. Throws
/// std::system_error where the system grants no further thread.
template <typename Work>
void leave_behind(Work work) {
    abandoned_threads.fetch_add(1);
    try {
        std::thread{std::move(work)}.detach();
    } catch (const std::system_error&) {
        abandoned_threads.fetch_sub(1);
        throw;
    }
}

/// False where the system grants no further thread.
bool send_cancel(const std::shared_ptr<PGcancel>& cancel) {
    try {
        leave_behind([cancel] {
            std::array<char, 256> error{};
            PQcancel(cancel.get(), error.data(), static_cast<int>(error.size()));
            abandoned_threads.fetch_sub(1);
        });
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

} // namespace

Interrupted::Interrupted(int signal)
    : StoreError("ended by signal " + std::to_string(signal)), signal_(signal) {}

bool threads_left_behind() noexcept {
    return abandoned_threads.load() > 0;
}

Watchdog::Watchdog(Duration thought)
    : thought_(thought), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0) {
        throw std::runtime_error{"no eventfd is left"}; // GCOVR_EXCL_LINE: too many open files
    }
    expect_back_within(Duration{0});
    thread_ = std::thread{[this] { guard(); }};
}

Watchdog::~Watchdog() {
    {
        const std::lock_guard lock{mutex_};
        leaving_ = true;
    }
    changed_.notify_all();
    thread_.join();
    ::close(wake_);
}

Watchdog::Reprieve::Reprieve(Watchdog& watchdog) : watchdog_(watchdog) {
    const std::lock_guard lock{watchdog_.mutex_};
    watchdog_.reprieved_ = true;
}

Watchdog::Reprieve::~Reprieve() {
    const std::lock_guard lock{watchdog_.mutex_};
    watchdog_.reprieved_ = false;
}

Watchdog::Watch::Watch(Watchdog& watchdog, int socket, std::shared_ptr<pg_cancel> cancel,
                       Duration within, Over over)
    : watchdog_(watchdog) {
    const std::lock_guard lock{watchdog_.mutex_};
    if (watchdog_.reprieved_) {
        over = Over::commit;
    }
    if (over == Over::statement && watchdog_.signal_) {
        throw Interrupted{*watchdog_.signal_};
    }
    watchdog_.watched_ = Watched{.socket = socket,
                                 .cancel = std::move(cancel),
                                 .next = Watchdog::Clock::now() + within,
                                 .over = over};
    watchdog_.expect_back_within(within);
    watchdog_.changed_.notify_all();
}

Watchdog::Watch::~Watch() {
    const std::lock_guard lock{watchdog_.mutex_};
    watchdog_.watched_.reset();
    watchdog_.expect_back_within(Duration{0});
}

bool Watchdog::Watch::expired() const {
    const std::lock_guard lock{watchdog_.mutex_};
    return watchdog_.watched_ && watchdog_.watched_->expired;
}

void Watchdog::interrupt(int signal) {
    {
        const std::lock_guard lock{mutex_};
        if (!signal_) {
            signal_ = signal;
        }
        if (watched_ && watched_->over == Over::statement &&
            watched_->stage == Watched::Stage::waiting) {
            watched_->next = Clock::now();
        }
    }
    changed_.notify_all();
    wake();
}

std::optional<int> Watchdog::interrupted() const {
    const std::lock_guard lock{mutex_};
    return signal_;
}

void Watchdog::check() const {
    const std::lock_guard lock{mutex_};
    if (signal_ && !reprieved_) {
        throw Interrupted{*signal_};
    }
}

void Watchdog::sleep(Duration duration, int socket) {
    {
        const std::lock_guard lock{mutex_};
        if (signal_) {
            throw Interrupted{*signal_};
        }
        expect_back_within(duration);
    }
    const Duration longest = std::clamp<Duration>(duration, Duration{0}, std::chrono::hours{24});
    const auto seconds = std::chrono::floor<std::chrono::seconds>(longest);
    const std::chrono::nanoseconds rest = longest - seconds;
    const timespec timeout{.tv_sec = seconds.count(), .tv_nsec = rest.count()};
    std::array<pollfd, 2> ends{{{.fd = wake_, .events = POLLIN, .revents = 0},
                                {.fd = socket, .events = POLLIN, .revents = 0}}};
    ::ppoll(ends.data(), ends.size(), &timeout, nullptr);
    std::uint64_t calls = 0;
    static_cast<void>(::read(wake_, &calls, sizeof calls) < 0);
    const std::lock_guard lock{mutex_};
    expect_back_within(Duration{0});
    if (signal_) {
        throw Interrupted{*signal_};
    }
}

void Watchdog::wake() {
    const std::uint64_t once = 1;
    static_cast<void>(::write(wake_, &once, sizeof once) < 0);
}

bool Watchdog::is_stuck() const {
    const std::lock_guard lock{mutex_};
    return Clock::now() > expected_back_;
}

/// With the mutex held. What ends a wait may take two times `grace`.
void Watchdog::expect_back_within(Duration duration) {
    expected_back_ = Clock::now() + std::min<Duration>(duration, longest_duration) + thought_;
}

bool Watchdog::wait_for(std::function<void()> work, Duration within) {
    const auto done = std::make_shared<std::atomic<bool>>(false);
    const auto finished = std::make_shared<std::condition_variable>();
    const auto guard = std::make_shared<std::mutex>();
    {
        const std::lock_guard lock{mutex_};
        expect_back_within(within);
    }
    leave_behind([work = std::move(work), done, finished, guard] {
        work();
        const std::lock_guard lock{*guard};
        done->store(true);
        abandoned_threads.fetch_sub(1);
        finished->notify_all();
    });
    const Clock::time_point deadline = Clock::now() + within;
    std::unique_lock lock{*guard};
    // A signal cannot notify this condition, so it is looked for now and then.
    while (!done->load() && Clock::now() < deadline && !interrupted()) {
        finished->wait_for(lock, std::chrono::milliseconds{50}, [&] { return done->load(); });
    }
    return done->load();
}

void Watchdog::guard() {
    std::unique_lock lock{mutex_};
    while (!leaving_) {
        if (!watched_ || watched_->stage == Watched::Stage::shut) {
            changed_.wait(lock);
        } else if (Clock::now() < watched_->next) {
            changed_.wait_until(lock, watched_->next);
        } else {
            act_on_watched();
        }
    }
}

void Watchdog::act_on_watched() {
    Watched& watched = *watched_;
    watched.expired = true;
    if (watched.stage == Watched::Stage::waiting && watched.cancel && send_cancel(watched.cancel)) {
        watched.stage = Watched::Stage::cancelled;
        watched.next = Clock::now() + grace;
        return;
    }
    watched.stage = Watched::Stage::shut;
    ::shutdown(watched.socket, SHUT_RDWR);
}

} // namespace chatsweep
