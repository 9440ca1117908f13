-- SPDX-License-Identifier: Apache-2.0
-- Removes the runs that started before an instant, their events, and the policies that no run goes
-- by any more. The last successful sweep of everything stays: the interval counts from it. For the
-- owner, never inside a sweep; policies that a sweep is using right now are left to the next time.
--   $1  timestamptz
-- Returns one row: runs bigint, events bigint, policy_versions bigint, each as many as removed.
with last_success as (
    select run_id
      from chatsweep.run
     where state = 'committed' and limited_to is null
     order by started_at desc
     limit 1
), old_run as (
    delete from chatsweep.run r
     where r.started_at < $1::timestamptz
       and r.run_id not in (select run_id from last_success)
    returning r.run_id, r.attempt
), old_event as (
    delete from chatsweep.event e
     using old_run o
     where e.run_id = o.run_id and e.attempt = o.attempt
    returning 1
), unused_policy as (
    select v.version
      from chatsweep.policy_version v
     where v.recorded_at < $1::timestamptz
       and not exists (select from chatsweep.run r
                        where r.policy_version = v.version
                          and (r.started_at >= $1::timestamptz
                               or r.run_id in (select run_id from last_success)))
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
    (select count(*) from old_policy) as policy_versions
