// SPDX-License-Identifier: Apache-2.0
#include "report/phrases.hpp"

#include <algorithm>
#include <array>

namespace chatsweep {
namespace {

std::string with_length(Instant instant, std::size_t length) {
    std::string text = to_rfc3339(instant).substr(0, length);
    text[10] = ' ';
    return text + 'Z';
}

struct Extra {
    std::int64_t Counts::*count;
    std::string_view words;
};

constexpr std::array extra_counts{
    Extra{&Counts::held, "held"},
    Extra{&Counts::kept_on_second_look, "kept on second look"},
    Extra{&Counts::skipped_locked, "skipped while being written to"},
    Extra{&Counts::gone, "gone"},
    Extra{&Counts::left_for_next, "left for the next run"},
    Extra{&Counts::future_dated, "dated in the future"},
};

struct ActionWords {
    std::string_view due;
    std::string_view done;
};

ActionWords words_of(Action action) {
    switch (action) {
    case Action::close:
        return {"to close", "closed"};
    case Action::warn:
        return {"to warn", "warned"};
    case Action::inactivate:
        return {"to make inactive", "made inactive"};
    case Action::idle:
        return {"gone idle", "gone idle"};
    case Action::disconnect:
        return {"to disconnect", "disconnected"};
    case Action::event:
        return {"with an event to record", "with an event recorded"};
    case Action::returned:
        return {"returned", "returned"};
    case Action::participant_returned:
        return {"idle no more", "idle no more"};
    }
    return {};
}

} // namespace

std::string to_minute(Instant instant) {
    return with_length(instant, 16);
}

std::string to_second(Instant instant) {
    return with_length(instant, 19);
}

std::string relative_to(Instant now, Instant instant) {
    const Duration ahead = instant - now;
    if (ahead < std::chrono::seconds{1} && ahead > -std::chrono::seconds{1}) {
        return "now";
    }
    return ahead > Duration{} ? "in " + to_rough_text(ahead) : to_rough_text(-ahead) + " ago";
}

std::string with_distance(Instant instant, Instant now) {
    return to_second(instant) + " (" + relative_to(now, instant) + ")";
}

std::string age_of(const Standby& standby) {
    return standby.replayed_at
               ? "The server is a standby, whose last transaction is of " +
                     with_distance(*standby.replayed_at, standby.asked_at) + '.'
               : "The server is a standby that has replayed no transaction since it started.";
}

std::string count_of(std::int64_t number, std::string_view noun) {
    return std::to_string(number) + ' ' + std::string{noun} + (number == 1 ? "" : "s");
}

std::string in_words(std::string_view identifier) {
    std::string words{identifier};
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string short_id(const RunId& run_id, std::size_t length) {
    return run_id.value.substr(0, length);
}

std::string join(const std::vector<std::string>& texts, std::string_view separator) {
    std::string joined;
    std::string_view between;
    for (const std::string& text : texts) {
        joined += between;
        joined += text;
        between = separator;
    }
    return joined;
}

std::string extras_of(const Counts& counts) {
    std::vector<std::string> phrases;
    for (const Extra& extra : extra_counts) {
        const std::int64_t number = counts.*extra.count;
        if (number != 0) {
            phrases.push_back(std::to_string(number) + ' ' + std::string{extra.words});
        }
    }
    return join(phrases, ", ");
}

std::string acts_of(const Counts& counts, std::int64_t ActionCount::*which) {
    std::vector<std::string> phrases;
    for (const Action action : all_actions) {
        const std::int64_t number = counts.of(action).*which;
        if (action != Action::close && number != 0) {
            phrases.push_back(std::to_string(number) + ' ' +
                              std::string{which == &ActionCount::due ? words_of(action).due
                                                                     : words_of(action).done});
        }
    }
    return join(phrases, ", ");
}

std::string action_words(Action action, std::optional<Role> role) {
    const std::string words = in_words(to_text(action));
    return role ? words + ' ' + in_words(to_text(*role)) : words;
}

std::string limit_phrase(const std::vector<std::string>& limited_to) {
    if (limited_to.empty()) {
        return {};
    }
    const std::string_view noun = limited_to.size() == 1 ? "policy " : "policies ";
    return ", acting on " + std::string{noun} + join(limited_to, ", ") + " only";
}

} // namespace chatsweep
