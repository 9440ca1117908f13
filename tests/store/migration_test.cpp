// SPDX-License-Identifier: Apache-2.0
#include "store/acting.hpp"
#include "store/history.hpp"
#include "store/inspection.hpp"
#include "store/schema.hpp"
#include "support/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatsweep::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string old_run = "01930000-0000-7000-8000-00000000000a";

/// The ledger as version 1 left it, with a run and its event.
void install_version_1(TestDatabase& database) {
    database.run(bootstrap_text());
    database.run("insert into chatsweep.schema_version values (1, 'ledger', now(), '0.1.0')");
    database.run(migrations().at(0).text);
    database.run("insert into chatsweep.policy_version values ('abc', '[]'); "
                 "insert into chatsweep.run (run_id, attempt, state, policy_version, outcome, "
                 "open_sessions, due, closed, skipped_locked) values ('" +
                 old_run +
                 "', 1, 'committed', 'abc', 'closed', 5, 3, 2, 1); "
                 "insert into chatsweep.event (run_id, attempt, session_id, action, policy, timer, "
                 "reason, clock, clock_at, due_at, unanswered) values ('" +
                 old_run +
                 "', 1, 's1', 'close', 'quiet', 'timeout', 'timeout', 'last_message', now(), "
                 "now(), false)");
}

std::vector<Migration> upgrade(const TestDatabase& database, const Installation& installation) {
    Connected store{database};
    Transaction tx{store.database, Access::read_write};
    std::vector<Migration> applied = apply_schema(tx, installation);
    tx.commit();
    return applied;
}

const Installation chat{.with_chat = true, .adapter = adapter_text("chat"), .adapter_name = "chat"};

TEST(MigrationFromVersion1, KeepsTheHistoryThatIsThere) {
    TestDatabase database{TestDatabase::With::nothing};
    install_version_1(database);

    const std::vector<Migration> applied = upgrade(database, {});

    ASSERT_THAT(applied, SizeIs(migrations().size() - 1));
    EXPECT_EQ(applied.at(0).name, "timers");
    Connected store{database};
    Transaction tx{store.database, Access::read_only};
    const RunRecord run = run_attempts(tx, {old_run}).at(0);
    EXPECT_EQ(run.counts.value().closed, 2);
    EXPECT_EQ(acts_due(*run.counts), 0);
    EXPECT_EQ(acts_done(*run.counts), 0);
    const EventRecord event = run_events(tx, {old_run}).at(0);
    EXPECT_EQ(event.action, "close");
    EXPECT_EQ(event.kind, std::nullopt);
}

TEST(MigrationFromVersion1, LetsWhoeverSweptBeforeSweepAfterIt) {
    TestDatabase database{TestDatabase::With::nothing};
    install_version_1(database);
    const TestRole sweeper{database};
    const TestRole reader{database};
    database.run("grant usage on schema chatsweep to " + sweeper.name() + ", " + reader.name() +
                 "; grant select on chatsweep.run to " + sweeper.name() + ", " + reader.name() +
                 "; grant insert on chatsweep.run to " + sweeper.name() +
                 "; grant execute on function chatsweep.complete_run to " + sweeper.name());
    upgrade(database, {});
    const auto may = [&](const TestRole& role) {
        return database.value(
            "select concat_ws(' ', case when has_function_privilege(r, 'chatsweep.complete_run("
            "uuid, int, text, jsonb, jsonb, jsonb)', 'execute') then 'complete' end, "
            "case when has_table_privilege(r, 'chatsweep.mark', 'select') then 'see' end, "
            "case when has_table_privilege(r, 'chatsweep.mark', 'insert') and "
            "has_table_privilege(r, 'chatsweep.mark', 'update') and "
            "has_table_privilege(r, 'chatsweep.mark', 'delete') then 'remember' end, "
            "case when has_table_privilege(r, 'chatsweep.receiver', 'update') and "
            "has_table_privilege(r, 'chatsweep.delivery', 'insert') and "
            "has_table_privilege(r, 'chatsweep.delivery', 'update') and "
            "has_table_privilege(r, 'chatsweep.queued_run', 'insert') then 'deliver' end) "
            "from (values ('" +
            role.name() + "')) as t (r)");
    };

    EXPECT_EQ(may(sweeper), "complete see remember deliver");
    EXPECT_EQ(may(reader), "see");
    EXPECT_EQ(database.count("select count(*) from pg_proc where proname = 'complete_run'"), 1);
}

TEST(MigrationFromVersion1, TakesAnAdapterThatOffersNothingNew) {
    TestDatabase database{TestDatabase::With::nothing};
    install_version_1(database);
    upgrade(database, chat);
    database.run("drop function chatsweep.set_status, chatsweep.leave; update chatsweep.adapter "
                 "set offers = array_remove(array_remove(offers, 'set_status'), 'leave')");
    const TestRole role{database};
    Connected store{database};
    Transaction tx{store.database, Access::read_write};

    EXPECT_THAT(column_problems(tx), IsEmpty());
    EXPECT_THAT(function_problems(tx, {}), IsEmpty());
    EXPECT_NO_THROW(grant_sweep(tx, role.name()));
}

TEST(MigrationFromVersion1, GivesAnOldChatSchemaWhatIsNew) {
    TestDatabase database{TestDatabase::With::nothing};
    install_version_1(database);
    database.run(chat_schema_text());
    database.run("alter table chat.session drop column agent_joined_at, "
                 "drop column customer_joined_at; drop trigger participant_joins on "
                 "chat.participant");
    database.run("insert into chat.session (channel) values ('sms'); "
                 "insert into chat.participant (session_id, role) values (1, 'agent')");
    EXPECT_THAT(
        [&] {
            upgrade(database,
                    {.with_chat = false, .adapter = adapter_text("chat"), .adapter_name = "chat"});
        },
        testing::ThrowsMessage<NotReady>("chat: schema chat is older than this adapter: apply "
                                         "both, with --with-chat"));

    upgrade(database, chat);

    EXPECT_EQ(database.value("select agent_joined_at = p.joined_at from chat.session s "
                             "join chat.participant p on p.session_id = s.id"),
              "t");
}

} // namespace
} // namespace chatsweep::test
