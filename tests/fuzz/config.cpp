// SPDX-License-Identifier: Apache-2.0
//
// The text of a configuration file.
#include "config/config.hpp"

#include "config/unicode.hpp"
#include "fuzzing.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace chatsweep::fuzz {
namespace {

/// Takes `NUMBER:` off the front.
long take_number(std::string_view& text) {
    long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    require(error == std::errc{} && end != text.data() + text.size() && *end == ':',
            "an error names line and column", text);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

void check_error(const ConfigError& error, const std::string& text) {
    std::string_view what = error.what();
    require(!holds_control_character(what), "an error can be shown", what);
    require(!holds_control_character(error.hint()), "a hint can be shown", error.hint());
    require(is_hint(error.hint()), "a hint is a sentence", error.hint());
    require(what.starts_with("f:"), "an error names the file", what);
    what.remove_prefix(2);
    const long line = take_number(what);
    const long column = take_number(what);
    require(line >= 1 && line <= 1 + std::count(text.begin(), text.end(), '\n'),
            "an error's line is one of the file", error.what());
    require(column >= 1 && column <= 1 + static_cast<long>(text.size()),
            "an error's column is one of the file", error.what());
    require(what.size() > 1 && what.front() == ' ', "an error says what is wrong", error.what());
}

void check_timer(const Timer& timer) {
    require(!timer.name.empty(), "a timer has a name");
    require(timer.after >= Duration{} && timer.after <= longest_duration,
            "a timer's length is a duration", timer.name);
    const bool may_be_zero = timer.on == On::contact_after_token || timer.before_close ||
                             timer.customer_silent_from_start;
    require(may_be_zero || timer.after > Duration{}, "a timer has no length of zero", timer.name);
    require(timer.before_close.value_or(Duration{1}) > Duration{},
            "a warning's lead time is not zero", timer.name);
}

void check_policy(const Policy& policy) {
    require(!policy.timers.empty(), "a policy has a timer", policy.name);
    std::set<std::string_view> names;
    for (const Timer& timer : policy.timers) {
        if (policy.name != opt_out_name) {
            check_timer(timer);
        }
        require(names.insert(timer.name).second, "timers have names of their own", timer.name);
    }
    for (const Condition& condition : policy.match) {
        require(condition.any_of.empty() == (condition.attribute == Attribute::opted_out),
                "a condition has values", policy.name);
    }
}

void check_policies(const PolicySet& policies) {
    std::set<std::string_view> names;
    for (std::size_t index = 0; index < policies.size(); ++index) {
        check_policy(policies[index]);
        require(names.insert(policies[index].name).second, "policies have names of their own");
        require(!shadowed_by(policies, index), "a policy can match", policies[index].name);
    }
    const std::string canonical = canonical_policies(policies);
    require(canonical_policies(read_canonical(canonical, {})) == canonical,
            "the ledger's copy means the same", canonical);
}

void check_receiver(const Receiver& receiver) {
    require(receiver.timeout > Duration{}, "a receiver is given time", receiver.name);
    require(receiver.retries >= 0 && receiver.retries <= 100, "retries are bounded");
    require(receiver.concurrency >= 1 && receiver.concurrency <= 100, "concurrency is bounded");
    require(receiver.secrets.size() == 1 || receiver.secrets.size() == 2, "one secret, or two");
    require(shown_url(receiver).starts_with("http"), "a receiver's URL can be shown");
}

void check_config(const Config& config) {
    const DatabaseSettings& database = config.database;
    require(config.interval > Duration{}, "the interval is not zero");
    require(config.lock_wait >= Duration{}, "nobody waits for less than no time");
    for (const Duration limit :
         {database.connect_timeout, database.statement_timeout, database.lock_timeout,
          database.idle_timeout, database.check_interval, database.commit_timeout}) {
        require(limit >= std::chrono::milliseconds{1}, "a limit of the database is not zero");
    }
    require(config.guards.max_close.value_or(0) >= 0, "a guard is not negative");
    check_policies(config.policies);
    for (const Receiver& receiver : config.receivers) {
        check_receiver(receiver);
    }
    for (const std::string& warning : config.warnings) {
        require(!holds_control_character(warning), "a warning can be shown", warning);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{text_of(data, size)};
    try {
        check_config(parse_config(text, "f"));
    } catch (const ConfigError& error) {
        check_error(error, text);
    }
    return 0;
}

} // namespace chatsweep::fuzz
