-- SPDX-License-Identifier: Apache-2.0
-- Lock and close those of these sessions that nothing has happened to since the first look and that
-- nobody is writing to, and write one event for each.
--    $1  text[]         session ids
--    $2  uuid           run
--    $3  integer        attempt
--    $4  integer[]      for each session its rule: the place, from 1, in $5 to $14
--    $5  text[]         the rules' policies
--    $6  text[]         the versions that these belong to
--    $7  text[]         their timers
--    $8  text[]         their clocks
--    $9  text[]         their reasons
--   $10  text[]         their actions
--   $11  text[]         what receivers know them by
--   $12  text[]         the roles that they are about, or null
--   $13  text[]         the messages that they name, or null
--   $14  text[]         the flows that they lead to, or null
--   $15  timestamptz[]  the clocks' instants
--   $16  timestamptz[]  when each was due
--   $17  boolean[]      whether the customer wrote last
--   $18  timestamptz[]  the customers' last messages
--   $19  text[]         the sessions' tenants, or null
--   $20  text[]         their environments, or null
--   $21  text[]         their channels, or null
--   $22  timestamptz    when: the run's instant
--   $23  text[]         reasons
--   $24  xid            the horizon of the first look
-- Returns how many were closed and how many events were written, which must be the same, in a row
-- for each session that was left; with a session id of null in a single row where none was.
with closed as materialized (
    select c.session_id, c.status_before
      from chatsweep.close_unchanged($1::text[], $24::xid, $22::timestamptz, $23::text[]) as c
), recorded as (
    insert into chatsweep.event (run_id, attempt, session_id, action, kind, role, message, route,
                                 policy, policy_version, timer, reason, clock, clock_at, due_at,
                                 unanswered, status_before, last_customer_message_at, tenant,
                                 environment, channel)
    select $2::uuid, $3::integer, g.session_id, ($10::text[])[g.rule], ($11::text[])[g.rule],
           ($12::text[])[g.rule], ($13::text[])[g.rule], ($14::text[])[g.rule],
           ($5::text[])[g.rule], ($6::text[])[g.rule], ($7::text[])[g.rule], ($9::text[])[g.rule],
           ($8::text[])[g.rule], g.clock_at, g.due_at, g.unanswered, c.status_before,
           g.last_customer_message_at, g.tenant, g.environment, g.channel
      from unnest($1::text[], $4::integer[], $15::timestamptz[], $16::timestamptz[],
                  $17::boolean[], $18::timestamptz[], $19::text[], $20::text[], $21::text[])
           as g(session_id, rule, clock_at, due_at, unanswered, last_customer_message_at, tenant,
                environment, channel)
      join closed c on c.session_id = g.session_id
    returning 1
), total as (
    select (select count(distinct session_id collate "C") from closed) as closed,
           (select count(*) from recorded) as recorded
)
select t.closed, t.recorded, l.session_id
  from total t
  left join lateral (select g.session_id
                       from unnest($1::text[]) as g(session_id)
                      where t.closed < cardinality($1::text[])
                        and g.session_id not in (select c.session_id from closed c)) as l on true
