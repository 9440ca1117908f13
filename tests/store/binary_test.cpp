// SPDX-License-Identifier: Apache-2.0
#include "store/binary.hpp"

#include "store/array.hpp"
#include "store/errors.hpp"
#include "store/instants.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using binary::Array;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::ThrowsMessage;

/// As the server would send it.
std::string sent(Array& array) {
    const pqxx::bytes bytes = array.take();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(BinaryFormat, OfAnArrayThatEndsAnywhereTooSoonIsAnError) {
    Array array = Array::of_text();
    array.add(std::string_view{"vip"});
    array.add_null();
    array.add(std::string_view{""});
    const std::string whole = sent(array);

    EXPECT_THAT(binary::read_texts(whole), ElementsAre("vip", ""));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_THAT([&] { (void)binary::read_texts(std::string_view{whole}.substr(0, size)); },
                    ThrowsMessage<DatabaseError>("the server sent a malformed array"))
            << size;
    }
}

TEST(BinaryFormat, OfAnArrayIsThatOfItsElements) {
    Array array = Array::of_text();
    array.add(std::string_view{"seven b"});
    const std::string texts = sent(array);

    EXPECT_THAT([&] { (void)binary::read_instants(texts); },
                ThrowsMessage<DatabaseError>("the server sent a malformed instant"));
    EXPECT_THAT(binary::read_instants(sent(array)), IsEmpty()) << "what was taken is gone";
}

TEST(BinaryFormat, OfAnInstantIsEightBytes) {
    for (const std::string_view bytes : {"", "1234567", "123456789"}) {
        EXPECT_THAT([&] { (void)binary::read_instant(bytes); },
                    ThrowsMessage<DatabaseError>("the server sent a malformed instant"))
            << bytes;
    }
    EXPECT_EQ(binary::read_instant(std::nullopt), std::nullopt);
}

TEST(BinaryFormat, OfABooleanIsOneByte) {
    for (const std::string_view bytes : {"", "no"}) {
        EXPECT_THAT([&] { (void)binary::read_boolean(bytes); },
                    ThrowsMessage<DatabaseError>("the server sent a malformed boolean"))
            << bytes;
    }
}

TEST(TextFormat, OfAnInstantIsTheServersOwn) {
    TestDatabase database;
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const auto instant = [&](const std::string& text) {
        return read_instant(tx.connection().run("select '" + text + "'").one_row()[0]);
    };

    EXPECT_EQ(instant("2026-10-25 00:30:00.5+00"), at("2026-10-25T00:30:00.5Z"));
    EXPECT_THAT([&] { (void)instant("2026-13-45 00:00:00+00"); },
                ThrowsMessage<DatabaseError>("the server sent a malformed instant"));
}

} // namespace
} // namespace chatsweep::test
