-- SPDX-License-Identifier: Apache-2.0
-- What one run did, in the order in which it did it. May be many rows: read it through a cursor.
--   $1  uuid  run id
-- Returns the columns of chatsweep.event; instants are microseconds since 1970.
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
    e.channel
from chatsweep.event e
where e.run_id = $1::uuid
order by e.event_id
