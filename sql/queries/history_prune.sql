-- SPDX-License-Identifier: Apache-2.0
-- Removes the runs that started before an instant, their events, and the policies that no run goes
-- by any more. Two runs stay whenever they started: the last successful sweep of everything, from
-- which the interval counts, and, where any policy is pinned to the joining of agents, the last one
-- whose policies were in force at that instant: an agent who has been there since may still be
-- judged by them. And so do those whose events are not delivered to every receiver. For the owner,
-- never inside a sweep; policies that a sweep is using right now are left to the next time.
--   $1  timestamptz
-- Returns one row: runs bigint, events bigint, policy_versions bigint, each as many as removed, and
-- undelivered bigint, the runs that were left for their events.
with last_success as (
    select run_id
      from chatsweep.run
     where state = 'committed' and limited_to is null
     order by started_at desc
     limit 1
), last_in_force as (
    select run_id
      from chatsweep.run
     where state = 'committed' and policy_version is not null
       and started_at <= $1::timestamptz
       and exists (select from chatsweep.policy_version v
                    where v.policies @? '$.**.pin ? (@ == "agent_join")')
     order by started_at desc
     limit 1
), undelivered as (
    select e.run_id
      from chatsweep.delivery d
      join chatsweep.event e on e.event_id = d.event_id
     where d.state in ('waiting', 'parked')
    union
    select r.run_id
      from chatsweep.receiver c
      join chatsweep.run r on r.started_at >= c.registered_at
     where r.state = 'committed'
       and r.outcome in ('closed', 'acted')
       and not exists (select from chatsweep.queued_run q
                        where q.receiver = c.name and q.run_id = r.run_id
                          and q.attempt = r.attempt)
), kept as (
    select run_id from last_success
    union
    select run_id from last_in_force
    union
    select run_id from undelivered
), old_run as (
    delete from chatsweep.run r
     where r.started_at < $1::timestamptz
       and r.run_id not in (select run_id from kept)
    returning r.run_id, r.attempt
), old_event as (
    delete from chatsweep.event e
     using old_run o
     where e.run_id = o.run_id and e.attempt = o.attempt
    returning e.event_id
), old_delivery as (
    delete from chatsweep.delivery d
     using old_event o
     where d.event_id = o.event_id
), old_queued_run as (
    delete from chatsweep.queued_run q
     using old_run o
     where q.run_id = o.run_id and q.attempt = o.attempt
), unused_policy as (
    select v.version
      from chatsweep.policy_version v
     where v.recorded_at < $1::timestamptz
       and not exists (select from chatsweep.run r
                        where r.policy_version = v.version
                          and (r.started_at >= $1::timestamptz
                               or r.run_id in (select run_id from kept)))
       for update skip locked
), old_policy as (
    delete from chatsweep.policy_version v
     using unused_policy u
     where v.version = u.version
    returning 1
)
select
    (select count(*) from old_run) as runs,
    (select count(*) from old_event) as events,
    (select count(*) from old_policy) as policy_versions,
    (select count(*)
       from chatsweep.run r
      where r.started_at < $1::timestamptz
        and r.run_id in (select run_id from undelivered)) as undelivered
