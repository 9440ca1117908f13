-- SPDX-License-Identifier: Apache-2.0
-- What is undelivered, of each receiver that is known.
-- Returns, by name: receiver text, waiting bigint (queued or not yet queued), parked bigint,
-- since_us bigint (when the oldest of them was recorded, in microseconds since 1970, or null),
-- problem text, disabled_us and paused_us bigint (since and until when, or null), next_us bigint
-- (when the next attempt is due, or null).
with unqueued as (
    select c.name, count(*) as events, min(e.recorded_at) as since
      from chatsweep.receiver c
      join chatsweep.run n on n.started_at >= c.registered_at
      join chatsweep.event e on e.run_id = n.run_id and e.attempt = n.attempt
     where n.state = 'committed'
       and n.outcome in ('closed', 'acted')
       and not exists (select from chatsweep.queued_run q
                        where q.receiver = c.name and q.run_id = n.run_id
                          and q.attempt = n.attempt)
       and (c.actions = '{}' or e.action = any (c.actions))
       and (c.policies = '{}' or e.policy = any (c.policies))
     group by c.name
)
select
    c.name as receiver,
    w.events + coalesce(u.events, 0) as waiting,
    p.events as parked,
    (extract(epoch from least(u.since,
        (select min(e.recorded_at)
           from chatsweep.event e
          where e.event_id in (w.first, p.first)))) * 1000000)::bigint as since_us,
    c.problem,
    (extract(epoch from c.disabled_at) * 1000000)::bigint as disabled_us,
    (extract(epoch from c.paused_until) * 1000000)::bigint as paused_us,
    (extract(epoch from w.next) * 1000000)::bigint as next_us
from chatsweep.receiver c
left join unqueued u on u.name = c.name
cross join lateral (select count(*) as events, min(d.event_id) as first,
                           min(d.next_attempt_at) as next
                      from chatsweep.delivery d
                     where d.receiver = c.name and d.state = 'waiting') as w
cross join lateral (select count(*) as events, min(d.event_id) as first
                      from chatsweep.delivery d
                     where d.receiver = c.name and d.state = 'parked') as p
order by c.name
