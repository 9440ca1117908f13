// SPDX-License-Identifier: Apache-2.0
#include "report/groups_table.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

Group total_of(const std::vector<Group>& groups) {
    Group total;
    for (const Group& group : groups) {
        total.open += group.open;
        total.due += group.due;
        total.held += group.held;
        total.unanswered += group.unanswered;
        total.oldest_idle = std::max(total.oldest_idle, group.oldest_idle);
    }
    return total;
}

Row row_of(const Group& group) {
    return {{group.policy.empty() ? Cell{"(no policy)", Tone::faint} : Cell{group.policy},
             {group.tenant.value_or("")},
             {group.channel.value_or("")},
             {std::to_string(group.open)},
             {std::to_string(group.due), group.due > 0 ? Tone::strong : Tone::plain},
             {std::to_string(group.held)},
             {std::to_string(group.unanswered), group.unanswered > 0 ? Tone::caution : Tone::plain},
             {to_rough_text(group.oldest_idle)},
             {to_rough_text(group.median_idle)}},
            {}};
}

Row total_row(const Group& total) {
    Row row = row_of(total);
    row.cells.front().text = "total";
    row.cells.back().text.clear(); // A median of medians would say nothing.
    for (Cell& cell : row.cells) {
        cell.tone = Tone::strong;
    }
    return row;
}

} // namespace

Table groups_table(const std::vector<Group>& groups) {
    const std::size_t totals = groups.size() > 1 ? 1 : 0;
    return {{{"policy", Align::left, 0, 8, 20},
             {"tenant", Align::left, 0, 6, 16},
             {"channel", Align::left, 0, 6, 12},
             {"open", Align::right},
             {"due", Align::right},
             {"held", Align::right, 2},
             {"unanswered", Align::right, 3},
             {"oldest", Align::right, 1},
             {"median", Align::right, 4}},
            groups.size() + totals,
            [&groups](std::size_t index) {
                return index < groups.size() ? row_of(groups[index]) : total_row(total_of(groups));
            }};
}

} // namespace chatsweep
