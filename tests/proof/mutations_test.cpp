// SPDX-License-Identifier: Apache-2.0
#include "support/proof.hpp"
#include "support/proxy.hpp"
#include "support/race.hpp"
#include "support/race_database.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace chatsweep::test {
namespace {

/// A close like one of those in race_test.cpp, but for one thing.
struct Mutation {
    const char* name;
    const char* promise;
    void (*change)(TestDatabase&);
    /// What the sweep says to the server, and what a proxy makes of it.
    const char* said = "";
    const char* heard = "";
};

class WrongClose : public testing::TestWithParam<Mutation> {
protected:
    /// Every sweep comes by the proxy.
    Race::Settings settings() {
        return {.keys = Race::LockKeys::shared,
                .seed = seed(),
                .more = {"-h", proxy_.host(), "-p", proxy_.port()}};
    }

    TestDatabase database_;
    Proxy proxy_;
};

TEST_P(WrongClose, IsFoundOut) {
    constexpr long long in_vain = 200'000;
    GetParam().change(database_);
    // A sweep that locks too little, or too late, waits in circles with one writer after the other.
    // It has limits of its own, so that it is always the writer who gives way; else it might never
    // come to its end.
    database_.run("alter database " + database_.name() + " set lock_timeout = '20ms'");
    const std::string said = GetParam().said;
    proxy_.replace(said, GetParam().heard);
    Race race{database_, settings()};

    race.run_until(
        [&](const CommitOrder& order) { return order.wrong() > 0 || order.closings() >= in_vain; });

    if (!race.order().examples().empty()) {
        std::cout << race.order().examples().front();
    }
    found_out(GetParam().promise, race.order().closings(), race.order().wrong());
    EXPECT_EQ(proxy_.replacements() > 0, !said.empty());
}

void close_in_one_statement(TestDatabase& database) {
    database.run(R"(
        create or replace function chatsweep.close_unchanged(
            session_ids text[], horizon xid, closed_at timestamptz, reasons text[])
        returns table (session_id text, status_before text)
        language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
            update chat.session s
               set status = 'closed', closed_at = close_unchanged.closed_at, close_reason = 'timeout'
              from unnest(session_ids) as given (id)
             where s.id = given.id::bigint
               and s.closed_at is null
               and not exists (select from chat.message m
                                where m.session_id = s.id and m.sender = 'customer'
                                  and m.sent_at > close_unchanged.closed_at - interval '40ms')
            returning s.id::text, 'active' $$)");
}

void lock_for_no_key_update(TestDatabase& database) {
    keep_no_facts_on_the_session(database);
    database.run(R"(
        create or replace function chatsweep.lock_sessions(session_ids text[]) returns setof text
        language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
            select s.id::text
              from unnest(session_ids) as given (id)
              join chat.session s on s.id = chatsweep.native_id(given.id)
             where s.closed_at is null
               for no key update of s skip locked $$)");
}

void do_not_lock(TestDatabase& database) {
    close_in_three_steps(database);
    database.run(R"(
        create or replace function chatsweep.lock_sessions(session_ids text[]) returns setof text
        language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
            select s.id::text
              from unnest(session_ids) as given (id)
              join chat.session s on s.id = chatsweep.native_id(given.id)
             where s.closed_at is null $$)");
}

void do_not_look_again(TestDatabase& database) {
    apply_adapter_with(database, "age(s.xmin) > age(horizon)", "true");
}

void look_again_before_locking(TestDatabase& database) {
    close_in_three_steps(database);
    database.run(R"(
        create table chatsweep.seen (backend int, facts chatsweep.session_facts);
        create or replace function chatsweep.lock_sessions(session_ids text[]) returns setof text
        language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
        begin
            delete from chatsweep.seen where backend = pg_backend_pid();
            insert into chatsweep.seen
            select pg_backend_pid(), f
              from chatsweep.session_facts f where f.session_id = any (session_ids);
            perform pg_sleep(0.002);
            return query select s.id::text from chat.session s
             where s.id::text = any (session_ids) and s.closed_at is null
               for update skip locked;
        end $$;
        create or replace function chatsweep.facts_of(session_ids text[])
        returns setof chatsweep.session_facts
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
            select (s.facts).* from chatsweep.seen s
             where s.backend = pg_backend_pid() and (s.facts).session_id = any (session_ids) $$)");
}

void disable_the_fence(TestDatabase& database) {
    keep_no_facts_on_the_session(database);
    replace_key_by_trigger(database, Fence::unarmed);
}

INSTANTIATE_TEST_SUITE_P(
    Proof, WrongClose,
    testing::Values(
        Mutation{"InOneStatement", "1 wrong close found: one statement with not exists",
                 close_in_one_statement},
        Mutation{"UnderALockThatIsTooWeak", "1 wrong close found: for no key update",
                 lock_for_no_key_update},
        Mutation{"InOneSnapshot", "1 wrong close found: repeatable read",
                 keep_no_facts_on_the_session, "begin isolation level read committed read write",
                 "begin isolation level repeatable read          "},
        Mutation{"WithoutASecondLook", "1 wrong close found: no second look", do_not_look_again},
        Mutation{"BehindAFenceThatLocksNothing", "1 wrong close found: fence disabled",
                 disable_the_fence},
        Mutation{"WithoutALock", "1 wrong close found: no lock", do_not_lock},
        Mutation{"AfterASecondLookThatComesTooEarly",
                 "1 wrong close found: second look before the lock", look_again_before_locking},
        Mutation{"BelowAHorizonThatIsTooYoung", "1 wrong close found: horizon too young",
                 [](TestDatabase&) {}, "pg_snapshot_xmin(", "pg_snapshot_xmax("}),
    [](const auto& each) { return std::string{each.param.name}; });

} // namespace
} // namespace chatsweep::test
