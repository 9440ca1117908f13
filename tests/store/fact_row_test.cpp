// SPDX-License-Identifier: Apache-2.0
#include "store/fact_row.hpp"

#include "store/errors.hpp"
#include "support/fact_row.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <vector>

namespace chatsweep::test {
namespace {

using testing::ThrowsMessage;

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        bytes += static_cast<char>(number >> shift & 0xffU);
    }
    return bytes;
}

/// As PostgreSQL sends a one-dimensional array.
std::string array_of(const std::vector<std::string>& elements) {
    std::string bytes = big_endian(1) + big_endian(0) + big_endian(25) +
                        big_endian(static_cast<std::uint32_t>(elements.size())) + big_endian(1);
    for (const std::string& element : elements) {
        bytes += big_endian(static_cast<std::uint32_t>(element.size())) + element;
    }
    return bytes;
}

const std::string at_2000(8, '\0');

SessionFacts facts_of(const FactColumns& columns) {
    const Rows rows = fact_row(columns);
    return read_facts(rows[0]);
}

TEST(FactRow, HasMarksWhoseFourArraysAreOfOneLength) {
    FactColumns columns;
    columns[0] = "7";
    columns[26] = array_of({"warned", "idle"});
    columns[27] = array_of({"a", "agent"});
    columns[28] = columns[29] = array_of({at_2000, at_2000});
    EXPECT_EQ(facts_of(columns).marks.size(), 2U);
    for (const std::size_t shorter : {27U, 28U, 29U}) {
        FactColumns uneven = columns;
        uneven[shorter] = array_of({at_2000});
        EXPECT_THAT([&] { (void)facts_of(uneven); },
                    ThrowsMessage<DatabaseError>("the server sent marks that do not go together"));
    }
}

TEST(FactRow, HasAnIdThatFitsIntoAnIndex) {
    FactColumns columns;
    EXPECT_THAT([&] { (void)facts_of(columns); },
                ThrowsMessage<NotReady>("view chatsweep.session_facts has a row without a session "
                                        "id"));
    columns[0] = std::string(1000, 'x');
    EXPECT_EQ(facts_of(columns).session_id.value.size(), 1000U);
    columns[0] = std::string(1001, 'x');
    EXPECT_THAT([&] { (void)facts_of(columns); },
                ThrowsMessage<NotReady>("view chatsweep.session_facts has a session id of 1001 "
                                        "bytes, and 1000 are the most"));
}

TEST(FactRow, IsMalformedWhereAnArrayPromisesMoreThanItHolds) {
    FactColumns columns;
    columns[0] = "7";
    columns[7] = array_of({"vip"});
    columns[7]->pop_back();
    EXPECT_THAT([&] { (void)facts_of(columns); },
                ThrowsMessage<DatabaseError>("the server sent a malformed array"));
}

} // namespace
} // namespace chatsweep::test
