-- SPDX-License-Identifier: Apache-2.0
-- Close these sessions, which are locked, and write one event for each.
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
--   $16  text[]         statuses before
-- Returns one row: how many were closed, and how many events were written. Both must be as many
-- as ids were given.
with closed as materialized (
    select c.session_id
      from chatsweep.close_sessions($1::text[], $2::timestamptz, $3::text[]) as c(session_id)
), recorded as (
    insert into chatsweep.event (run_id, attempt, session_id, action, policy, policy_version, timer,
                                 reason, clock, clock_at, due_at, unanswered, status_before,
                                 last_customer_message_at)
    select $4::uuid, $5::integer, g.session_id, 'close', ($8::text[])[g.rule], $6::text,
           ($9::text[])[g.rule], ($11::text[])[g.rule], ($10::text[])[g.rule], g.clock_at,
           g.due_at, g.unanswered, g.status_before, g.last_customer_message_at
      from unnest($1::text[], $7::integer[], $12::timestamptz[], $13::timestamptz[],
                  $14::boolean[], $15::timestamptz[],
                  $16::text[])
           as g(session_id, rule, clock_at, due_at, unanswered, last_customer_message_at,
                status_before)
     where g.session_id in (select c.session_id from closed c)
    returning 1
)
select (select count(*) from closed) as closed,
       (select count(*) from recorded) as recorded
