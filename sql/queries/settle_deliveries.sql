-- SPDX-License-Identifier: Apache-2.0
-- Writes down how attempts have ended. The rows must be locked.
--   $1  text       receiver
--   $2  bigint[]   events
--   $3  text[]     for each its state from now on
--   $4  bigint[]   how many microseconds to wait until the next attempt
--   $5  text[]     what the problem was, or null
-- Returns one row: settled bigint.
with settled as (
    update chatsweep.delivery d
       set state           = s.state,
           attempts        = d.attempts + 1,
           last_attempt_at = clock_timestamp(),
           next_attempt_at = clock_timestamp() + s.pause_us * interval '1 microsecond',
           problem         = s.problem
      from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[])
           as s(event_id, state, pause_us, problem)
     where d.receiver = $1::text and d.event_id = s.event_id
    returning 1
)
select count(*) as settled from settled
