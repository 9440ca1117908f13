-- SPDX-License-Identifier: Apache-2.0
-- Queues for a receiver what it wants of the runs that have committed since it was registered and
-- have not been queued for it yet. A second deliverer that does the same waits here, and then finds
-- nothing left to do.
--   $1  text  receiver
-- Returns one row: queued bigint.
with taken as (
    insert into chatsweep.queued_run (receiver, run_id, attempt)
    select c.name, n.run_id, n.attempt
      from chatsweep.receiver c
      join chatsweep.run n on n.started_at >= c.registered_at
     where c.name = $1::text
       and n.state = 'committed'
       and n.outcome in ('closed', 'acted')
       and not exists (select from chatsweep.queued_run q
                        where q.receiver = c.name and q.run_id = n.run_id
                          and q.attempt = n.attempt)
    on conflict do nothing
    returning receiver, run_id, attempt
), queued as (
    insert into chatsweep.delivery (receiver, event_id, session_id)
    select c.name, e.event_id, e.session_id
      from taken t
      join chatsweep.receiver c on c.name = t.receiver
      join chatsweep.event e on e.run_id = t.run_id and e.attempt = t.attempt
     where (c.actions = '{}' or e.action = any (c.actions))
       and (c.policies = '{}' or e.policy = any (c.policies))
    returning 1
)
select count(*) as queued from queued
