-- SPDX-License-Identifier: Apache-2.0
-- Lock and close those of these sessions that nothing has happened to since the first look and that
-- nobody is writing to, and write one event for each.
--    $1  text[]         session ids
--    $2  timestamptz    when: the run's instant
--    $3  text[]         reasons
--    $4  uuid           run
--    $5  integer        attempt
--    $6  text           policy version
--    $7  integer[]      for each session its rule: the place, from 1, in $8 to $11
--    $8  text[]         the rules' policies
--    $9  text[]         their timers
--   $10  text[]         their clocks
--   $11  text[]         their reasons
--   $12  timestamptz[]  the clocks' instants
--   $13  timestamptz[]  when each was due
--   $14  boolean[]      whether the customer wrote last
--   $15  timestamptz[]  the customers' last messages
--   $16  xid            the horizon of the first look
-- Returns how many were closed and how many events were written, which must be the same, in a row
-- for each session that was left; with a session id of null in a single row where none was.
with closed as materialized (
    select c.session_id, c.status_before
      from chatsweep.close_unchanged($1::text[], $16::xid, $2::timestamptz, $3::text[]) as c
), recorded as (
    insert into chatsweep.event (run_id, attempt, session_id, action, policy, policy_version, timer,
                                 reason, clock, clock_at, due_at, unanswered, status_before,
                                 last_customer_message_at)
    select $4::uuid, $5::integer, g.session_id, 'close', ($8::text[])[g.rule], $6::text,
           ($9::text[])[g.rule], ($11::text[])[g.rule], ($10::text[])[g.rule], g.clock_at,
           g.due_at, g.unanswered, c.status_before, g.last_customer_message_at
      from unnest($1::text[], $7::integer[], $12::timestamptz[], $13::timestamptz[],
                  $14::boolean[], $15::timestamptz[])
           as g(session_id, rule, clock_at, due_at, unanswered, last_customer_message_at)
      join closed c on c.session_id = g.session_id
    returning 1
), total as (
    select (select count(distinct session_id) from closed) as closed,
           (select count(*) from recorded) as recorded
)
select t.closed, t.recorded, l.session_id
  from total t
  left join lateral (select g.session_id
                       from unnest($1::text[]) as g(session_id)
                      where t.closed < cardinality($1::text[])
                        and g.session_id not in (select c.session_id from closed c)) as l on true
