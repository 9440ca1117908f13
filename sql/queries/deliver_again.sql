-- SPDX-License-Identifier: Apache-2.0
-- Lets a receiver have another try at everything: what is parked is queued again with all of its
-- tries, nothing waits for the next attempt, and it is neither paused nor disabled any more.
--   $1  text  receiver
-- Returns one row: parked bigint, those that were parked.
with again as (
    update chatsweep.delivery d
       set state = 'waiting', attempts = 0, next_attempt_at = now()
     where d.receiver = $1::text and d.state = 'parked'
    returning 1
), at_once as (
    update chatsweep.delivery d
       set next_attempt_at = now()
     where d.receiver = $1::text and d.state = 'waiting' and d.next_attempt_at > now()
), ready as (
    update chatsweep.receiver
       set failures = 0, paused_until = null, disabled_at = null
     where name = $1::text
)
select count(*) as parked from again
