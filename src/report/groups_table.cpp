// SPDX-License-Identifier: Apache-2.0
#include "report/groups_table.hpp"

#include "report/phrases.hpp"

#include <algorithm>

namespace chatsweep {
namespace {

constexpr std::size_t median_column = 8;

Group total_of(const std::vector<Group>& groups) {
    Group total;
    for (const Group& group : groups) {
        total.open += group.open;
        total.due += group.due;
        total.held += group.held;
        total.unanswered += group.unanswered;
        for (const Action action : all_actions) {
            const auto index = static_cast<std::size_t>(action);
            total.due_actions[index] += group.due_actions[index];
        }
        total.oldest_idle = std::max(total.oldest_idle, group.oldest_idle);
    }
    return total;
}

/// The actions that are due somewhere: each gets a column, the others none.
std::vector<Action> actions_of(const Group& total) {
    std::vector<Action> actions;
    for (const Action action : all_actions) {
        if (total.due_actions[static_cast<std::size_t>(action)] > 0) {
            actions.push_back(action);
        }
    }
    return actions;
}

TableRow row_of(const Group& group, const std::vector<Action>& actions) {
    TableRow row{
        {group.policy.empty() ? Cell{"(no policy)", Tone::faint} : Cell{group.policy},
         {group.tenant.value_or("")},
         {group.channel.value_or("")},
         {std::to_string(group.open)},
         {std::to_string(group.due), group.due > 0 ? Tone::strong : Tone::plain},
         {std::to_string(group.held)},
         {std::to_string(group.unanswered), group.unanswered > 0 ? Tone::caution : Tone::plain},
         {to_rough_text(group.oldest_idle)},
         {to_rough_text(group.median_idle)}},
        {}};
    for (const Action action : actions) {
        row.cells.push_back({std::to_string(group.due_actions[static_cast<std::size_t>(action)])});
    }
    return row;
}

TableRow total_row(const Group& total, const std::vector<Action>& actions) {
    TableRow row = row_of(total, actions);
    row.cells.front().text = "total";
    row.cells[median_column].text.clear(); // A median of medians would say nothing.
    for (Cell& cell : row.cells) {
        cell.tone = Tone::strong;
    }
    return row;
}

} // namespace

Table groups_table(const std::vector<Group>& groups) {
    const std::size_t totals = groups.size() > 1 ? 1 : 0;
    const std::vector<Action> actions = actions_of(total_of(groups));
    std::vector<Column> columns{{"policy", Align::left, 0, 8, 20},
                                {"tenant", Align::left, 0, 6, 16},
                                {"channel", Align::left, 0, 6, 12},
                                {"open", Align::right},
                                {"due", Align::right},
                                {"held", Align::right, 2},
                                {"unanswered", Align::right, 3},
                                {"oldest", Align::right, 1},
                                {"median", Align::right, 4}};
    for (const Action action : actions) {
        columns.push_back({in_words(to_text(action)), Align::right, 2});
    }
    return {std::move(columns), groups.size() + totals, [&groups, actions](std::size_t index) {
                return index < groups.size() ? row_of(groups[index], actions)
                                             : total_row(total_of(groups), actions);
            }};
}

} // namespace chatsweep
