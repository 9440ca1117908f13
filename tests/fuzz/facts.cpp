// SPDX-License-Identifier: Apache-2.0
//
// One row of facts, as the server sends it. The input is the columns, one after the other: a byte
// that is 0 for null, or else the length of the value plus one, and the value.
#include "fuzzing.hpp"
#include "judging.hpp"
#include "store/binary.hpp"
#include "store/errors.hpp"
#include "store/fact_row.hpp"
#include "support/fact_row.hpp"

#include <algorithm>
#include <memory>
#include <tuple>

namespace chatsweep::fuzz {
namespace {

test::FactColumns columns_of(std::string_view input) {
    test::FactColumns values;
    for (std::optional<std::string>& value : values) {
        if (input.empty()) {
            break;
        }
        const auto length = static_cast<unsigned char>(input.front());
        input.remove_prefix(1);
        if (length > 0) {
            value = input.substr(0, length - 1U);
            input.remove_prefix(value->size());
        }
    }
    return values;
}

/// In memory of exactly its size, so that nothing is read beyond it.
template <typename Read>
void read_alone(const std::optional<std::string>& value, Read read) {
    try {
        if (value) {
            const std::unique_ptr<char[]> bytes{new char[value->size()]};
            std::copy(value->begin(), value->end(), bytes.get());
            (void)read(Value{std::string_view{bytes.get(), value->size()}});
        } else {
            (void)read(Value{});
        }
    } catch (const DatabaseError&) {
        // It is malformed, and said to be.
    }
}

void check_facts(const SessionFacts& facts) {
    const auto key = [](const Mark& mark) { return std::tie(mark.kind, mark.name); };
    require(std::ranges::is_sorted(facts.marks, {}, key), "marks have an order");
    for (const auto& instant :
         {facts.started_at, facts.last_customer_message_at, facts.snoozed_until}) {
        require(!instant || (*instant >= earliest_instant && *instant <= latest_instant),
                "every instant lies within the range");
    }
    for (const Mark& mark : facts.marks) {
        require(mark.recorded_at >= earliest_instant && mark.clock_at <= latest_instant,
                "so do those of marks", mark.name);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr Instant new_year =
        std::chrono::sys_days{std::chrono::year{2030} / std::chrono::January / 1};
    const test::FactColumns values = columns_of(text_of(data, size));
    for (const std::optional<std::string>& value : values) {
        read_alone(value, binary::read_text);
        read_alone(value, binary::read_instant);
        read_alone(value, binary::read_boolean);
        read_alone(value, binary::read_texts);
        read_alone(value, binary::read_instants);
    }
    try {
        const SessionFacts facts = read_facts(test::fact_row(values)[0]);
        check_facts(facts);
        check_judging({facts}, policy_sets()[size % policy_sets().size()], new_year);
    } catch (const StoreError& error) {
        require(*error.what() != '\0', "an error says what is wrong");
    }
    return 0;
}

} // namespace chatsweep::fuzz
