// SPDX-License-Identifier: Apache-2.0
#include "store/fact_row.hpp"

#include "store/binary.hpp"
#include "store/errors.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace chatsweep {

namespace {

/// The four columns stand side by side. Their order is the server's, and the marks get one.
std::vector<Mark> read_marks(Row& row) {
    const std::vector<std::string> kinds = binary::read_texts(row.next());
    if (kinds.empty()) {
        return {};
    }
    const std::vector<std::string> names = binary::read_texts(row.next());
    const std::vector<Instant> recorded_at = binary::read_instants(row.next());
    const std::vector<Instant> clock_at = binary::read_instants(row.next());
    if (names.size() != kinds.size() || recorded_at.size() != kinds.size() ||
        clock_at.size() != kinds.size()) {
        throw DatabaseError{"the server sent marks that do not go together", ""};
    }
    std::vector<Mark> marks;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const std::optional<MarkKind> kind = parse_mark_kind(kinds[i]);
        if (!kind) {
            throw DatabaseError{"table chatsweep.mark has an unknown kind '" + kinds[i] + "'", ""};
        }
        marks.push_back({*kind, names[i], recorded_at[i], clock_at[i]});
    }
    std::sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
        return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
    });
    return marks;
}

/// With a policy's and a receiver's name beside it, an id must fit into an entry of an index, of
/// 2,704 bytes.
constexpr std::size_t longest_id = 1000;

} // namespace

SessionFacts read_facts(Row row) {
    const auto text = [&row] { return binary::read_text(row.next()); };
    const auto instant = [&row] { return binary::read_instant(row.next()); };
    std::optional<std::string> session_id = text();
    if (!session_id) {
        throw NotReady{"view chatsweep.session_facts has a row without a session id",
                       "mend the adapter: every session needs an id."};
    }
    if (session_id->size() > longest_id) {
        throw NotReady{"view chatsweep.session_facts has a session id of " +
                           std::to_string(session_id->size()) + " bytes, and " +
                           std::to_string(longest_id) + " are the most",
                       "mend the adapter: it must know every session by a shorter id."};
    }
    SessionFacts facts;
    facts.session_id = {std::move(*session_id)};
    facts.tenant = text();
    facts.environment = text();
    facts.channel = text();
    facts.handler = text();
    facts.started_by = text();
    facts.status = text();
    facts.labels = binary::read_texts(row.next());
    facts.started_at = instant();
    facts.clock_floor_at = instant();
    facts.last_customer_message_at = instant();
    facts.first_reply_at = instant();
    facts.first_agent_reply_at = instant();
    facts.last_agent_message_at = instant();
    facts.last_bot_message_at = instant();
    facts.last_message_at = instant();
    facts.snoozed_until = instant();
    facts.opted_out_at = instant();
    facts.authenticated = binary::read_boolean(row.next());
    facts.token_issued_at = instant();
    facts.token_expires_at = instant();
    facts.inactive_since = instant();
    facts.agent_joined_at = instant();
    facts.customer_joined_at = instant();
    facts.last_agent_message_since_join_at = instant();
    facts.joined_under = text();
    facts.marks = read_marks(row);
    return facts;
}

} // namespace chatsweep
