-- SPDX-License-Identifier: Apache-2.0
-- Locks, of a receiver, the first events that are due for an attempt, at most one of each session:
-- the first that is waiting. What another deliverer has locked is passed over, and so is what
-- follows it in its session.
--   $1  text     receiver
--   $2  integer  at most so many
-- Both limits of one row keep the planner to the indexes, whatever it believes of a table that has
-- grown a moment ago.
-- Returns attempts integer, those before this one, and the columns of chatsweep.event; instants are
-- microseconds since 1970. In the order of the events.
with head as (
    select d.event_id, d.attempts
      from chatsweep.delivery d
     where d.receiver = $1::text
       and d.state = 'waiting'
       and d.next_attempt_at <= statement_timestamp()
       and d.event_id = (select f.event_id
                           from chatsweep.delivery f
                          where f.receiver = d.receiver
                            and f.session_id = d.session_id
                            and f.state = 'waiting'
                          order by f.event_id
                          limit 1)
     order by d.next_attempt_at, d.event_id
     limit $2::integer
       for update of d skip locked
)
select
    h.attempts,
    e.event_id,
    e.run_id::text as run_id,
    e.attempt,
    e.session_id,
    e.action,
    e.kind,
    e.role,
    e.message,
    e.route,
    e.policy,
    e.policy_version,
    e.timer,
    e.reason,
    e.clock,
    (extract(epoch from e.clock_at) * 1000000)::bigint as clock_us,
    (extract(epoch from e.due_at) * 1000000)::bigint as due_us,
    e.unanswered,
    e.status_before,
    (extract(epoch from e.last_customer_message_at) * 1000000)::bigint
        as last_customer_message_us,
    (extract(epoch from e.recorded_at) * 1000000)::bigint as recorded_us,
    e.tenant,
    e.environment,
    e.channel
from head h
cross join lateral (select * from chatsweep.event where event_id = h.event_id limit 1) as e
order by e.event_id
