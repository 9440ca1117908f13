// SPDX-License-Identifier: Apache-2.0
#include "support/database_player.hpp"

#include "support/judging.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace chatsweep::test {
namespace {

/// Two functions of the tests' own: one moves every instant that is kept, the other puts those of
/// one instant elsewhere.
constexpr const char* time_machine = R"(
create schema time_machine;

create view time_machine.instant as
select a.attrelid::regclass as kept_in, quote_ident(a.attname) as name
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
 where c.relnamespace in ('chat'::regnamespace, 'chatsweep'::regnamespace)
   and c.relkind = 'r' and a.atttypid = 'timestamptz'::regtype and not a.attisdropped;

create function time_machine.shift(by interval) returns void language plpgsql as $$
declare
    change text;
begin
    set local session_replication_role = replica;
    for change in
        select format('update %s set %s', kept_in,
                      string_agg(format('%1$s = %1$s + $1', name), ', '))
          from time_machine.instant group by kept_in
    loop
        execute change using by;
    end loop;
    set local session_replication_role = origin;
end
$$;

create function time_machine.put(moment timestamptz, elsewhere timestamptz) returns void
language plpgsql as $$
declare
    change text;
begin
    set local session_replication_role = replica;
    for change in
        select format('update %1$s set %2$s = $2 where %2$s = $1', kept_in, name)
          from time_machine.instant
    loop
        execute change using moment, elsewhere;
    end loop;
    set local session_replication_role = origin;
end
$$;
)";

std::string quoted(const std::string& text) {
    return "'" + text + "'";
}

std::string span(Duration duration) {
    return "interval '1 microsecond' * " + std::to_string(duration.count());
}

} // namespace

DatabasePlayer::DatabasePlayer(const Scenario& scenario) {
    database_.run(time_machine);
    for (const std::string& missing : scenario.missing) {
        database_.run("update chatsweep.adapter set offers = array_remove(offers, " +
                      quoted(missing) + ")");
    }
    take_policy(scenario.policy);
}

void DatabasePlayer::take_policy(const std::string& yaml) {
    config_ = write_file("scenario.yaml", yaml);
}

void DatabasePlayer::run_at(Instant at, const std::string& sql) {
    // All in one transaction, so that now() is the step's instant for defaults and triggers too.
    const pqxx::result now =
        database_.run("select time_machine.shift(now() - " + in_database(at) + ");" + sql +
                      ";select (extract(epoch from now()) * 1000000)::bigint");
    ahead_ = Instant{Duration{now.one_row()[0].as<Duration::rep>()}} - at;
}

std::string DatabasePlayer::in_database(Instant at) const {
    return quoted(to_rfc3339(at + ahead_)) + "::timestamptz";
}

void DatabasePlayer::begin(const Step& step) {
    std::string columns = "started_at";
    std::string values = "now()";
    for (const auto& [column, value] : step.attributes) {
        columns += ", " + column;
        values += ", " + quoted(value);
    }
    run_at(step.at, "insert into chat.session (" + columns + ") values (" + values + ")");
    ids_[step.session] = database_.value("select max(id) from chat.session");
}

void DatabasePlayer::write(const Step& step) {
    const std::string& id = ids_.at(step.session);
    run_at(step.at, "insert into chat.message (session_id, sender, sent_at) values (" + id + ", " +
                        quoted(step.word) + ", now() - " +
                        (step.dated == Instant{} ? span({}) : span(step.at - step.dated)) + ")");
}

void DatabasePlayer::play(const Step& step) {
    const auto change = [&](const std::string& assignments) {
        run_at(step.at,
               "update chat.session set " + assignments + " where id = " + ids_.at(step.session));
    };
    switch (step.happening) {
    case Happening::policy:
        return take_policy(step.policy);
    case Happening::session_starts:
        return begin(step);
    case Happening::message:
        return write(step);
    case Happening::joins:
        return run_at(step.at, "insert into chat.participant (session_id, role) values (" +
                                   ids_.at(step.session) + ", " + quoted(step.word) + ")");
    case Happening::leaves:
        return run_at(step.at, "update chat.participant set left_at = now() where id = (select id "
                               "from chat.participant where left_at is null and role = " +
                                   quoted(step.word) + " and session_id = " +
                                   ids_.at(step.session) + " order by joined_at, id limit 1)");
    case Happening::status:
        return change("status = " + quoted(step.word));
    case Happening::snooze:
        return change("status = 'snoozed', snoozed_until = now() + " + span(step.dated - step.at));
    case Happening::label:
        return change("labels = labels || array[" + quoted(step.word) + "]");
    case Happening::opt_out:
        return change("opted_out_at = now()");
    case Happening::token:
        return change("token_issued_at = now(), authenticated = " +
                      std::string{step.word == "authenticated" ? "true" : "false"});
    case Happening::token_until:
        return change("token_issued_at = now(), token_expires_at = now() + " +
                      span(step.dated - step.at));
    case Happening::reopening:
        return change("status = 'active', closed_at = null, close_reason = null, "
                      "reopened_at = now()");
    case Happening::sweep:
    case Happening::report:
        return;
    }
}

std::vector<Deed> DatabasePlayer::sweep(Instant at) {
    run_at(at, "select 1");
    const Ended ended = chatsweep({"sweep", "-c", config_, "-d", database_.dsn()});
    EXPECT_EQ(ended.code, 0) << ended.err;
    // The last run alone: what it recorded a moment after the step's instant is put there.
    const pqxx::result run =
        database_.run("select run_id, time_machine.put(started_at, " + in_database(at) +
                      ") from chatsweep.run order by started_at desc limit 1");
    std::vector<Deed> deeds;
    if (ended.code != 0 || run.empty()) {
        return deeds;
    }
    for (const auto& row : database_.run("select session_id, action, reason, coalesce(kind, ''), "
                                         "coalesce(role, ''), coalesce(message, ''), "
                                         "coalesce(route, ''), timer from chatsweep.event "
                                         "where run_id = " +
                                         quoted(run[0][0].as<std::string>()))) {
        const auto word = [&](int column) { return row[column].as<std::string>(); };
        deeds.push_back({name_of(word(0)),
                         to_claim({word(1), word(2), word(3), word(4), word(5), word(6)}),
                         word(7)});
    }
    return deeds;
}

std::vector<Deed> DatabasePlayer::report(Instant at) {
    run_at(at, "select 1");
    const Ended ended =
        chatsweep({"report", "-c", config_, "-d", database_.dsn(), "--format", "json"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    std::vector<Deed> deeds;
    const Json document = json_of(ended);
    for (const Json& session : document["sessions"]) {
        const auto word = [&](const char* key) {
            const Json value = session.value(key, Json{});
            return value.is_string() ? value.get<std::string>() : std::string{};
        };
        if (word("outcome").starts_with("would_")) {
            deeds.push_back({name_of(word("session_id")),
                             "would be " + to_claim({word("action"), word("reason"), word("kind"),
                                                     word("role"), word("message"), word("route")}),
                             word("timer")});
        }
    }
    return deeds;
}

SessionView DatabasePlayer::look_at(const std::string& session) {
    const std::string& id = ids_.at(session);
    SessionView view;
    view.status = database_.value("select status from chat.session where id = " + id);
    for (const auto& row : database_.run("select role from chat.participant where left_at is null "
                                         "and session_id = " +
                                         id)) {
        view.connected.insert(row[0].as<std::string>());
    }
    const pqxx::result facts = database_.run(
        "select f.key, (extract(epoch from f.value::timestamptz) * 1000000)::bigint"
        "  from chatsweep.session_facts s, jsonb_each_text(to_jsonb(s)) as f (key, value)"
        " where s.native_id = " +
        id +
        "   and (f.key like '%\\_at' or f.key in ('snoozed_until', 'inactive_since'))"
        " union all "
        "select 'mark ' || m.kind || ' ' || m.name || ' ' || i.key,"
        "       (extract(epoch from i.value) * 1000000)::bigint"
        "  from chatsweep.mark m,"
        "       lateral (values ('recorded_at', m.recorded_at), ('clock_at', m.clock_at)) as i "
        "(key, value)"
        " where m.session_id = " +
        quoted(id));
    for (const auto& row : facts) {
        const bool is_null = row[1].is_null();
        view.facts[row[0].as<std::string>()] =
            is_null ? "" : to_scenario_text(Instant{Duration{row[1].as<Duration::rep>()}} - ahead_);
    }
    return view;
}

std::string DatabasePlayer::name_of(const std::string& session_id) const {
    const auto found = std::find_if(ids_.begin(), ids_.end(), [&](const auto& session) {
        return session.second == session_id;
    });
    return found == ids_.end() ? "an unknown session " + session_id : found->first;
}

} // namespace chatsweep::test
