// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include "store/adapter.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace chatsweep::test {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::ThrowsMessage;

std::vector<Migration> apply(const TestDatabase& database, const Installation& installation = {}) {
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    std::vector<Migration> applied = apply_schema(tx, installation);
    tx.commit();
    return applied;
}

template <typename Question>
auto ask(const TestDatabase& database, const Question& question,
         std::optional<std::string> role = {}) {
    Connected store{database, std::move(role)};
    Transaction tx{store.database, Access::read_only};
    return question(tx);
}

const Installation everything{
    .with_chat = true, .adapter = adapter_text("chat"), .adapter_name = "chat"};

TEST(Migrations, AreNumberedFromOneWithoutAGap) {
    int expected = 0;
    for (const Migration& migration : migrations()) {
        EXPECT_EQ(migration.version, ++expected);
        EXPECT_THAT(migration.name, Not(IsEmpty()));
        EXPECT_THAT(migration.text, Not(IsEmpty()));
    }
    EXPECT_EQ(newest_schema_version(), expected);
}

TEST(Adapters, ThatAreCompiledInAreKnownByName) {
    EXPECT_THAT(adapter_names(), Contains("chat"));
    EXPECT_THAT(adapter_names(), Not(Contains("template")));
    EXPECT_FALSE(adapter_text("template"));
    EXPECT_FALSE(adapter_text("no-such"));
    EXPECT_FALSE(adapter_text("../chat/schema"));
}

TEST(ApplySchema, CreatesTheLedgerInAnEmptyDatabase) {
    TestDatabase database{TestDatabase::With::nothing};

    EXPECT_THAT(apply(database), SizeIs(migrations().size()));
    EXPECT_EQ(ask(database, schema_version), newest_schema_version());
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 0);
    EXPECT_EQ(database.value("select to_regnamespace('chat')"), "");
    ask(database, require_schema);
}

TEST(ApplySchema, ChangesNothingTheSecondTime) {
    TestDatabase database;
    database.add_silent_session("3 hours");
    database.run("insert into chatsweep.run (run_id, attempt, state) "
                 "values (gen_random_uuid(), 1, 'abandoned')");
    const std::string applied_at = database.value("select max(applied_at) from "
                                                  "chatsweep.schema_version");

    EXPECT_THAT(apply(database, everything), IsEmpty());
    EXPECT_EQ(database.count("select count(*) from chat.message"), 2);
    EXPECT_EQ(database.count("select count(*) from chatsweep.run"), 1);
    EXPECT_EQ(database.count("select count(*) from chatsweep.adapter"), 1);
    EXPECT_EQ(database.value("select max(applied_at) from chatsweep.schema_version"), applied_at);
}

TEST(ApplySchema, KeepsWhatWasGrantedWhenTheAdapterIsInstalledAgain) {
    TestDatabase database;
    const TestRole role{database};
    {
        Connected store{database};
        Transaction tx{store.database, Access::read_write};
        grant_sweep(tx, role.name());
        tx.commit();
    }
    apply(database, everything);

    EXPECT_EQ(database.value("select has_function_privilege('" + role.name() +
                             "', 'chatsweep.lock_sessions(text[])', 'execute') and "
                             "has_table_privilege('" +
                             role.name() + "', 'chatsweep.session_facts', 'select')"),
              "t");
}

TEST(ApplySchema, LetsTwoOfThemRunAtOnce) {
    for (int round = 0; round < 5; ++round) {
        TestDatabase database{TestDatabase::With::nothing};
        std::vector<std::thread> threads;
        std::atomic<std::size_t> applied{0};
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&] {
                try {
                    applied += apply(database, everything).size();
                } catch (const std::exception& error) {
                    ADD_FAILURE() << error.what();
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        EXPECT_EQ(applied, migrations().size());
        EXPECT_EQ(ask(database, schema_version), newest_schema_version());
    }
}

TEST(ApplySchema, LeavesNothingBehindWhenTheAdapterFails) {
    TestDatabase database{TestDatabase::With::nothing};
    const auto fails = [&](const std::string& sql) {
        apply(database, {.with_chat = false, .adapter = sql, .adapter_name = "mine.sql"});
    };

    EXPECT_THAT([&] { fails("create view chatsweep.v as\n  select 'é'; oops;"); },
                ThrowsMessage<NotReady>("mine.sql:2:15: syntax error at or near \"oops\" "
                                        "(SQLSTATE 42601)"));
    EXPECT_THAT([&] { fails("do $$ begin raise 'not here'; end $$"); },
                ThrowsMessage<NotReady>("mine.sql: not here (SQLSTATE P0001)"));
    EXPECT_EQ(database.value("select to_regnamespace('chatsweep')"), "");
}

TEST(ApplySchema, RefusesADatabaseNewerThanItself) {
    TestDatabase database;
    database.run("insert into chatsweep.schema_version values (99, 'later', now(), '9.0.0')");
    const std::string refusal =
        "schema chatsweep is at version 99, and this chatsweep knows versions up to " +
        std::to_string(newest_schema_version());

    EXPECT_THAT([&] { apply(database, everything); }, ThrowsMessage<NotReady>(refusal));
    EXPECT_THAT([&] { ask(database, require_schema); }, ThrowsMessage<NotReady>(refusal));
}

TEST(ApplySchema, NeedsARoleThatMayCreate) {
    TestDatabase database{TestDatabase::With::nothing};
    const TestRole role{database};
    Connected store{database, role.name()};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(
        [&] { apply_schema(tx, {}); },
        ThrowsMessage<InsufficientRights>("permission denied for database " + database.name()));
}

TEST(RequireSchema, SaysThatThereIsNone) {
    TestDatabase database{TestDatabase::With::nothing};

    EXPECT_EQ(ask(database, schema_version), 0);
    EXPECT_THAT([&] { ask(database, require_schema); },
                ThrowsMessage<NotReady>("this database has no schema chatsweep"));
}

TEST(RequireSchema, SaysThatTheRoleMayNotLook) {
    TestDatabase database;
    const TestRole role{database};

    EXPECT_THAT([&] { ask(database, require_schema, role.name()); },
                ThrowsMessage<InsufficientRights>("permission denied for schema chatsweep"));
}

TEST(InstalledAdapter, IsReadWithWhatItOffers) {
    TestDatabase database;

    const Adapter adapter = ask(database, installed_adapter);

    EXPECT_EQ(adapter.name, "chat");
    EXPECT_EQ(adapter.contract_version, contract_version);
    EXPECT_EQ(adapter.session_table, "chat.session");
    EXPECT_EQ(adapter.message_table, "chat.message");
    EXPECT_EQ(adapter.fence, "foreign_key");
    EXPECT_TRUE(adapter.offers_column("last_customer_message_at"));
    EXPECT_TRUE(adapter.offers_column("agent_joined_at"));
    EXPECT_TRUE(adapter.offers_column("set_status"));
    EXPECT_FALSE(adapter.offers_column("closed_at"));
}

TEST(InstalledAdapter, IsMissedWhereThereIsNone) {
    TestDatabase database{TestDatabase::With::nothing};
    apply(database);

    EXPECT_THAT([&] { ask(database, installed_adapter); },
                ThrowsMessage<NotReady>("no adapter is installed"));
}

TEST(InstalledAdapter, OfAnotherContractIsRefused) {
    TestDatabase database;
    database.run("update chatsweep.adapter set contract_version = 2");

    EXPECT_THAT([&] { ask(database, installed_adapter); },
                ThrowsMessage<NotReady>("adapter 'chat' speaks version 2 of the contract, and "
                                        "this chatsweep speaks version 1"));
}

TEST(InstalledAdapter, MustOfferWhatEveryRuleNeeds) {
    TestDatabase database;

    EXPECT_THROW(database.run("update chatsweep.adapter set offers = '{started_at}'"),
                 pqxx::check_violation);
    EXPECT_THROW(database.run("update chatsweep.adapter set message_table = null"),
                 pqxx::check_violation);
    EXPECT_THROW(database.run("insert into chatsweep.adapter (name, contract_version, offers) "
                              "values ('two', 1, '{last_customer_message_at,started_at}')"),
                 pqxx::unique_violation);
}

} // namespace
} // namespace chatsweep::test
