// SPDX-License-Identifier: Apache-2.0
#include "commands/trouble.hpp"

#include "commands/failures.hpp"
#include "commands/log.hpp"
#include "store/errors.hpp"

#include <algorithm>

namespace chatsweep {

namespace {

constexpr Duration longest_backoff = std::chrono::minutes{1};
/// Where there is nobody to talk to, or no primary: once there is, the loop is to be back in time.
constexpr Duration longest_absence_backoff = std::chrono::seconds{5};
/// The same failure is said again so often.
constexpr Duration said_again_after = std::chrono::minutes{1};

} // namespace

std::optional<Duration> Trouble::pause_after_failure(const std::function<void()>& work) {
    Duration longest = longest_backoff;
    try {
        work();
        *this = {};
        return std::nullopt;
    } catch (const Interrupted&) {
        throw;
    } catch (const CannotConnect& error) {
        longest = longest_absence_backoff;
        complain(error.what(), error.hint());
    } catch (const NotWritable& error) {
        longest = longest_absence_backoff;
        complain(error.what(), error.hint());
    } catch (const StoreError& error) {
        complain(error.what(), error.hint());
    } catch (const OutcomeUnknown& error) {
        complain(error.what(), error.hint());
    } catch (const Busy& error) {
        what_ = error.what();
        talk::info(what_);
    }
    talk::set_run({});
    backoff_ = std::min(backoff_ * 2, longest);
    const Duration pause{
        std::uniform_int_distribution<Duration::rep>{0, backoff_.count()}(random_)};
    talk::info("trying again in " + to_rough_text(pause));
    return pause;
}

void Trouble::complain(const std::string& what, const std::string& hint) {
    what_ = what;
    const auto now = std::chrono::steady_clock::now();
    if (what == said_ && now < said_at_ + said_again_after) {
        talk::info("still: " + what);
        return;
    }
    talk::error(what, hint);
    said_ = what;
    said_at_ = now;
}

} // namespace chatsweep
