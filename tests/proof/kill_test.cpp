// SPDX-License-Identifier: Apache-2.0
#include "support/line.hpp"
#include "support/proof.hpp"
#include "support/wholeness.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <list>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace chatsweep::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A database in which sweeps are killed.
class Scene {
public:
    explicit Scene(Line& line) : line_(line) {}

    void make_some_due() { line_.make_some_due(); }

    [[nodiscard]] Arguments sweep() const {
        return {"sweep",       "-d", line_.database().dsn(), "--timeout", Line::timeout,
                "--lock-wait", "1m"};
    }

    /// What is wrong once a sweep was killed, and after the next one; empty where nothing is.
    std::string what_is_wrong() {
        if (std::string half = what_is_half(line_.database()); !half.empty()) {
            return half;
        }
        const SteadyClock::time_point begin = SteadyClock::now();
        const Ended next = chatsweep(sweep());
        duration_ = SteadyClock::now() - begin;
        if (next.code != 0) {
            return "the next sweep ended with " + std::to_string(next.code) + ": " + next.err;
        }
        if (!line_.nothing_is_due()) {
            return "the next sweep did not close the rest";
        }
        return what_is_half(line_.database());
    }

    /// Of the last sweep that nobody killed.
    [[nodiscard]] SteadyClock::duration duration() const { return duration_; }

private:
    Line& line_;
    SteadyClock::duration duration_{};
};

constexpr const char* network_calls = "execve,%network,poll,ppoll";

/// Under strace, whose own words go to the file.
class Traced {
public:
    explicit Traced(const Arguments& options, const Arguments& sweep)
        : file_(path_in_folder("trace" + std::to_string(++number_))) {
        Arguments words{"strace", "--quiet=all", "-o",
                        file_,    "-e",          std::string{"trace="} + network_calls};
        words.insert(words.end(), options.begin(), options.end());
        words.push_back(chatsweep_binary());
        words.insert(words.end(), sweep.begin(), sweep.end());
        const char* sanitizer = std::getenv("ASAN_OPTIONS");
        ended_ =
            Process{"/usr/bin/env",
                    words,
                    // It cannot look for leaks where somebody else traces the process.
                    {{"ASAN_OPTIONS", (sanitizer == nullptr ? "" : std::string{sanitizer} + ':') +
                                          "detect_leaks=0"}}}
                .wait();
        if (ended_.code == 127) {
            throw std::runtime_error{"strace cannot be run: " + ended_.err +
                                     "hint: run scripts/setup test."};
        }
    }

    [[nodiscard]] const Ended& ended() const { return ended_; }
    [[nodiscard]] std::ifstream trace() const { return std::ifstream{file_}; }

private:
    static inline std::atomic<int> number_{0};
    std::string file_;
    Ended ended_;
};

/// How often each system call is made, by the thread that connects and by the main one.
struct Calls {
    std::map<std::string, int> of_main;
    std::map<std::string, int> of_the_others;
};

Calls calls_of_a_sweep(const Arguments& sweep) {
    const Traced traced{{"-f"}, sweep};
    EXPECT_EQ(traced.ended().code, 0) << traced.ended().err;
    Calls calls;
    std::string main_thread;
    std::ifstream trace = traced.trace();
    std::string line;
    while (std::getline(trace, line)) {
        std::istringstream words{line};
        std::string thread;
        std::string call;
        words >> thread;
        std::getline(words >> std::ws, call, '(');
        if (call == "execve") {
            main_thread = thread;
        } else if (call.find_first_of(" <+-") == std::string::npos) {
            ++(thread == main_thread ? calls.of_main : calls.of_the_others)[call];
        }
    }
    return calls;
}

class Kill : public testing::Test {
protected:
    void check(Scene& scene, const std::string& where) {
        ++kills_;
        const std::string wrong = scene.what_is_wrong();
        if (!wrong.empty()) {
            ++violations_;
            ADD_FAILURE() << "killed " << where << ": " << wrong;
        }
    }

    /// One thread for each, with a scene of its own.
    template <typename Work>
    void side_by_side(Work&& work) {
        std::vector<std::thread> threads;
        for (Scene& scene : scenes_) {
            threads.emplace_back([&work, &scene] { work(scene); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

    Lines lines_{4};
    std::list<Scene> scenes_{lines_.begin(), lines_.end()};
    std::atomic<long long> kills_{0};
    std::atomic<long long> violations_{0};
};

/// strace counts the calls of each thread by themselves. The thread that connects is the first to
/// call, so that among all threads the first calls of each kind are its own.
using KillAtANetworkCall = Kill;

TEST_F(KillAtANetworkCall, LeavesNothingHalfDone) {
    scenes_.front().make_some_due();
    const Calls calls = calls_of_a_sweep(scenes_.front().sweep());
    const int step = static_cast<int>(100 / trials(100, 100));
    struct Point {
        std::string call;
        int number;
        bool any_thread;
    };
    std::vector<Point> points;
    for (const auto& [call, count] : calls.of_main) {
        for (int number = 1; number <= count; number += step) {
            points.push_back({call, number, false});
        }
    }
    for (const auto& [call, count] : calls.of_the_others) {
        for (int number = 1; number <= count; number += step) {
            points.push_back({call, number, true});
        }
    }
    std::atomic<std::size_t> next{0};
    std::atomic<int> survivors{0};
    side_by_side([&](Scene& scene) {
        for (std::size_t i = next++; i < points.size(); i = next++) {
            const auto& [call, number, any_thread] = points[i];
            scene.make_some_due();
            Arguments options{"-e",
                              "inject=" + call + ":signal=SIGKILL:when=" + std::to_string(number)};
            if (any_thread) {
                options.push_back("-f");
            }
            if (Traced{options, scene.sweep()}.ended().signal == SIGKILL) {
                check(scene, "at call " + std::to_string(number) + " of " + call);
            } else {
                ++survivors;
            }
        }
    });

    // A sweep reads in more or in fewer pieces than the one before.
    EXPECT_LE(survivors.load() * 10, kills_.load());
    proved("2 all or nothing: killed at every network system call", kills_, violations_);
}

using KillAtAnyInstant = Kill;

TEST_F(KillAtAnyInstant, LeavesNothingHalfDone) {
    const long long wanted = trials(100, 1000);
    const unsigned first_seed = seed();
    std::atomic<long long> left{wanted};
    std::atomic<unsigned> number{0};
    side_by_side([&](Scene& scene) {
        std::mt19937 random{first_seed + number++};
        EXPECT_EQ(scene.what_is_wrong(), "");
        while (left > 0) {
            scene.make_some_due();
            // Whether it was killed or had ended, its duration was the last one's more or less.
            const auto instant = std::chrono::duration_cast<SteadyClock::duration>(
                scene.duration() * std::uniform_real_distribution{0.0, 1.0}(random));
            Process process{chatsweep_binary(), scene.sweep()};
            std::this_thread::sleep_for(instant);
            process.send(SIGKILL);
            if (process.wait().signal == SIGKILL) {
                --left;
                check(scene, "after " +
                                 std::to_string(std::chrono::duration<double>{instant}.count()) +
                                 " s");
            }
        }
    });

    proved("2 all or nothing: killed at a random instant", kills_, violations_);
}

} // namespace
} // namespace chatsweep::test
