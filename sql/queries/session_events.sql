-- SPDX-License-Identifier: Apache-2.0
-- What was done to one session, newest first, and by which run.
--   $1  text  session id
-- Returns the columns of chatsweep.event, then of its run: started_us, host, tool_version. Instants
-- are microseconds since 1970; those of the run are null where it is not in the ledger any more.
select
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
    e.channel,
    (extract(epoch from r.started_at) * 1000000)::bigint as started_us,
    r.host,
    r.tool_version
from chatsweep.event e
left join chatsweep.run r on r.run_id = e.run_id and r.attempt = e.attempt
where e.session_id = $1::text
order by e.event_id desc
