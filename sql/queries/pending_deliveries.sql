-- SPDX-License-Identifier: Apache-2.0
-- What a deliverer would send to a receiver, now or later, as far as it is known, in the order in
-- which it would be sent: parked events are not among it, and of a receiver that is disabled there
-- is nothing.
--   $1  text    receiver
--   $2  text[]  the actions whose events it wants by the configuration; empty: all
--   $3  text[]  the policies; empty: all
--   $4  bigint  at most so many rows, or null
-- Returns total bigint (how many there are without $4), attempts integer, next_us bigint (when the
-- next attempt is due; null: now), problem text, event_id bigint, session_id, action, kind, policy,
-- timer text, recorded_us bigint.
with pending as (
    select d.event_id, d.attempts, greatest(d.next_attempt_at, c.paused_until) as next_attempt_at,
           d.problem
      from chatsweep.receiver c
      join chatsweep.delivery d on d.receiver = c.name
     where c.name = $1::text and c.disabled_at is null and d.state = 'waiting'
    union all
    select e.event_id, 0, c.paused_until, null
      from chatsweep.receiver c
      join chatsweep.run n on n.started_at >= c.registered_at
      join chatsweep.event e on e.run_id = n.run_id and e.attempt = n.attempt
     where c.name = $1::text
       and c.disabled_at is null
       and n.state = 'committed'
       and n.outcome in ('closed', 'acted')
       and not exists (select from chatsweep.queued_run q
                        where q.receiver = c.name and q.run_id = n.run_id
                          and q.attempt = n.attempt)
       and ($2::text[] = '{}' or e.action = any ($2::text[]))
       and ($3::text[] = '{}' or e.policy = any ($3::text[]))
)
select
    count(*) over () as total,
    p.attempts,
    case when p.next_attempt_at > now()
         then (extract(epoch from p.next_attempt_at) * 1000000)::bigint end as next_us,
    p.problem,
    e.event_id,
    e.session_id,
    e.action,
    e.kind,
    e.policy,
    e.timer,
    (extract(epoch from e.recorded_at) * 1000000)::bigint as recorded_us
from pending p
join chatsweep.event e on e.event_id = p.event_id
order by e.event_id
limit $4::bigint
