// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"
#include "support/process.hpp"
#include "support/waiting.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace chatsweep::test {
namespace {

/// How a sweep closes: an adapter may lock, look again and close at once where nothing changed.
enum class Path { in_three_steps, at_once };

/// What happens between the first look and the lock: the adapter's own lock does it first.
class SecondLook : public testing::TestWithParam<Path> {
protected:
    void before_the_lock(const std::string& sql) {
        constexpr const char* attributes =
            " language plpgsql volatile security definer set search_path = pg_catalog, pg_temp";
        database_.run("create schema really");
        if (GetParam() == Path::in_three_steps) {
            in_three_steps();
            database_.run("alter function chatsweep.lock_sessions(text[]) set schema really;"
                          "create function chatsweep.lock_sessions(text[]) returns setof text" +
                          std::string{attributes} + " as $$ begin " + sql +
                          "; return query select * from really.lock_sessions($1); end $$");
        } else {
            database_.run("alter function chatsweep.close_unchanged(text[], xid, timestamptz, "
                          "text[]) set schema really;"
                          "create function chatsweep.close_unchanged(text[], xid, timestamptz, "
                          "text[]) returns table (session_id text, status_before text)" +
                          std::string{attributes} + " as $$ begin " + sql +
                          "; return query select * from really.close_unchanged($1, $2, $3, $4);"
                          " end $$");
        }
    }

    void in_three_steps() {
        database_.run("update chatsweep.adapter set offers = array_remove(offers, "
                      "'close_unchanged')");
    }

    nlohmann::json sweep() {
        const Ended ended =
            chatsweep({"sweep", "-d", database_.dsn(), "--timeout", "2h", "--format", "json"});
        EXPECT_EQ(ended.code, 0) << ended.err;
        return nlohmann::json::parse(ended.out);
    }

    std::string status_of(const std::string& id) {
        return database_.value("select status from chat.session where id = " + id);
    }

    /// "closed 1, kept 0 ..." as the document and the ledger both say.
    void expect_counts(const nlohmann::json& document, int closed, const std::string& kept,
                       int how_many) {
        EXPECT_EQ(document["counts"]["due"], closed + how_many);
        EXPECT_EQ(document["counts"]["closed"], closed);
        EXPECT_EQ(document["counts"][kept], how_many);
        EXPECT_EQ(database_.value("select closed || ' ' || " + kept + " from chatsweep.run"),
                  std::to_string(closed) + " " + std::to_string(how_many));
        EXPECT_EQ(database_.count("select count(*) from chatsweep.event"), closed);
    }

    static std::string outcome_of(const nlohmann::json& document, const std::string& id) {
        for (const nlohmann::json& session : document["sessions"]) {
            if (session["session_id"] == id) {
                return session["outcome"];
            }
        }
        return "not listed";
    }

    TestDatabase database_;
};

TEST_P(SecondLook, KeepsTheSessionWhoseCustomerWroteMeanwhile) {
    const std::string lively = database_.add_silent_session("3 hours");
    const std::string silent = database_.add_silent_session("4 hours");
    before_the_lock("insert into chat.message (session_id, sender, sent_at) values (" + lively +
                    ", 'customer', clock_timestamp())");

    const nlohmann::json document = sweep();

    expect_counts(document, 1, "kept_on_second_look", 1);
    EXPECT_EQ(outcome_of(document, lively), "kept_on_second_look");
    EXPECT_EQ(status_of(lively), "active");
    EXPECT_EQ(status_of(silent), "closed");
}

TEST_P(SecondLook, KeepsTheSessionWhoseCustomerWroteMeanwhileThoughThatTooIsLongAgo) {
    const std::string lively = database_.add_silent_session("5 hours");
    before_the_lock("insert into chat.message (session_id, sender, sent_at) values (" + lively +
                    ", 'customer', now() - interval '3 hours')");

    const nlohmann::json document = sweep();

    EXPECT_EQ(document["outcome"], "nothing_due");
    expect_counts(document, 0, "kept_on_second_look", 1);
}

TEST_P(SecondLook, SkipsTheSessionThatSomebodyIsWritingTo) {
    before_the_lock("perform null");
    const std::string busy = database_.add_silent_session("3 hours");
    database_.add_silent_session("4 hours");
    const Holder writer{database_, "insert into chat.message (session_id, sender) values (" + busy +
                                       ", 'customer')"};

    const nlohmann::json document = sweep();

    expect_counts(document, 1, "skipped_locked", 1);
    EXPECT_EQ(outcome_of(document, busy), "skipped_locked");
    EXPECT_EQ(status_of(busy), "active");
}

TEST_P(SecondLook, CountsTheSessionThatSomebodyElseClosedAsGone) {
    const std::string gone = database_.add_silent_session("3 hours");
    database_.add_silent_session("4 hours");
    before_the_lock("update chat.session set status = 'closed', closed_at = now(), close_reason = "
                    "'by hand' where id = " +
                    gone);

    const nlohmann::json document = sweep();

    expect_counts(document, 1, "gone", 1);
    EXPECT_EQ(outcome_of(document, gone), "gone");
    EXPECT_EQ(database_.value("select close_reason from chat.session where id = " + gone),
              "by hand");
}

using SecondLookInThreeSteps = SecondLook;

TEST_F(SecondLookInThreeSteps, CountsTheLockedSessionWithoutFactsAsGone) {
    in_three_steps();
    const std::string gone = database_.add_silent_session("3 hours");
    database_.add_silent_session("4 hours");
    database_.run("alter function chatsweep.facts_of(text[]) rename to really_facts_of;"
                  "create function chatsweep.facts_of(session_ids text[]) returns setof "
                  "chatsweep.session_facts language sql stable security definer "
                  "set search_path = pg_catalog, pg_temp as $$ select * from "
                  "chatsweep.really_facts_of(session_ids) where session_id <> '" +
                  gone + "' $$");

    const nlohmann::json document = sweep();

    expect_counts(document, 1, "gone", 1);
    EXPECT_EQ(status_of(gone), "active");
}

TEST_F(SecondLookInThreeSteps, RollsBackWhenTheAdapterClosesOneSessionTwiceAndAnotherNot) {
    in_three_steps();
    const std::string twice = database_.add_silent_session("3 hours");
    database_.add_silent_session("4 hours");
    database_.run("create or replace function chatsweep.close_sessions(session_ids text[], "
                  "closed_at timestamptz, reasons text[]) returns setof text language sql volatile "
                  "security definer set search_path = pg_catalog, pg_temp as $$ select '" +
                  twice + "' from generate_series(1, 2) $$");

    const Ended ended = chatsweep({"sweep", "-d", database_.dsn(), "--timeout", "2h"});

    EXPECT_EQ(ended.code, 5);
    EXPECT_THAT(ended.err, testing::HasSubstr("the adapter closed 2 and 1 events were written, "
                                              "where 2 sessions were to be closed"));
    EXPECT_EQ(database_.count("select count(*) from chatsweep.event"), 0);
}

/// An id may be as long as a UUID and more, which the reference schema's are not.
TEST_P(SecondLook, FindsSessionsAgainByLongIds) {
    for (int i = 0; i < 200; ++i) {
        database_.add_session("channel, started_at", "'whatsapp', now() - interval '3 hours'");
    }
    database_.run(R"(
        create or replace function chatsweep.native_id(session_id text) returns bigint
        language sql immutable as $$
            select case when session_id like 'a-prefix-as-long-as-a-uuid-may-be/%'
                        then split_part(session_id, '/', 2)::bigint end $$;
        do $$
        declare
            definition text := pg_get_viewdef('chatsweep.session_facts'::regclass);
        begin
            execute 'create or replace view chatsweep.session_facts as ' || regexp_replace(
                definition, '\(?(s\.)?id\)?::text AS session_id',
                '(''a-prefix-as-long-as-a-uuid-may-be/''::text || id::text) as session_id');
        end $$;)");
    for (const char* function :
         {"lock_sessions(text[])", "close_sessions(text[], timestamptz, text[])",
          "close_unchanged(text[], xid, timestamptz, text[])"}) {
        database_.run("do $$ begin execute replace(pg_get_functiondef('chatsweep." +
                      std::string{function} +
                      "'::regprocedure), 's.id::text', '''a-prefix-as-long-as-a-uuid-may-be/''"
                      " || s.id::text'); end $$");
    }
    before_the_lock("perform null");

    const nlohmann::json document = sweep();

    expect_counts(document, 200, "gone", 0);
    EXPECT_EQ(document["sessions"][0]["session_id"], "a-prefix-as-long-as-a-uuid-may-be/1");
}

INSTANTIATE_TEST_SUITE_P(Paths, SecondLook, testing::Values(Path::in_three_steps, Path::at_once),
                         [](const auto& each) {
                             return each.param == Path::at_once ? "AtOnce" : "InThreeSteps";
                         });

} // namespace
} // namespace chatsweep::test
