-- SPDX-License-Identifier: Apache-2.0
-- Past runs, each attempt of them, newest first.
--   $1  timestamptz  started at or after this; null: since ever
--   $2  bigint       at most so many; null: all
-- Returns the columns of chatsweep.run but for durations_ms; limited_to is a text[], or null.
-- Instants are microseconds since 1970; the counts are null where a run did not get so far.
select
    r.run_id::text as run_id,
    r.attempt,
    r.state,
    (extract(epoch from r.started_at) * 1000000)::bigint as started_us,
    (extract(epoch from r.finished_at) * 1000000)::bigint as finished_us,
    r.host,
    r.tool_version,
    r.policy_version,
    r.limited_to,
    r.outcome,
    r.open_sessions,
    r.judged,
    r.due,
    r.closed,
    r.held,
    r.kept_on_second_look,
    r.skipped_locked,
    r.gone,
    r.left_for_next,
    r.unanswered,
    r.future_dated,
    r.actions::text as actions,
    r.error
from chatsweep.run r
where $1::timestamptz is null or r.started_at >= $1::timestamptz
order by r.started_at desc, r.run_id, r.attempt desc
limit $2::bigint
