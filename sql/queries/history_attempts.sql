-- SPDX-License-Identifier: Apache-2.0
-- The attempts of one run, the last one first.
--   $1  uuid  run id
-- Returns the same columns as history_runs.sql; no row: there is no such run.
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
where r.run_id = $1::uuid
order by r.attempt desc
