// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"
#include "core/policy.hpp"
#include "core/session.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace chatsweep {

/// The instants at which something next falls due, as far ahead as `known_until`, whatever becomes
/// of the sessions meanwhile: who writes again only comes later, and an instant at which nothing is
/// due any more costs a look and nothing else. Small: eight bytes for each instant, and of too many
/// only the earliest are kept, which `known_until` then says.
class Agenda {
public:
    static constexpr std::size_t usual_size = 65'536;

    explicit Agenda(Instant until, std::size_t most = usual_size)
        : known_until_(until), most_(most) {}

    /// An instant after `known_until` is forgotten at once.
    void note(Instant at);
    /// Crosses out whatever was due by then.
    void pass(Instant now);

    /// The next one; empty: nothing before `known_until`.
    [[nodiscard]] std::optional<Instant> first() const;
    [[nodiscard]] Instant known_until() const noexcept { return known_until_; }

private:
    /// A heap, the earliest on top; of twice `most_` instants half are let go.
    std::vector<Instant> instants_;
    Instant known_until_;
    std::size_t most_;
};

/// Notes when the timers of a session come due after `now`, and when a snooze, or a message's date
/// in the future, ceases to hold it back. What falls due by what somebody does later is not in it:
/// see `shortest_notice`.
void note_upcoming(const SessionFacts& session, const Verdict& verdict, Instant now,
                   Agenda& agenda);

/// How soon a session can be due by something that happens now and was not seen: the shortest way
/// from the start of any clock, or from what a sweep does, to what follows from it. Some things
/// are due at the very moment they happen, and nothing foretells them: an opt-out, contact after a
/// token, an answer or a label that ends a hold, a change of attributes, a message dated back. They
/// are left out. `longest_duration` where no timer takes any time.
[[nodiscard]] Duration shortest_notice(const PolicySet& policies);

} // namespace chatsweep
