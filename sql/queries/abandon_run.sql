-- SPDX-License-Identifier: Apache-2.0
-- Settle a commit whose answer was lost: once this row is there, the lost transaction can never
-- commit its own. While that transaction is alive, this statement waits for it.
--   $1  uuid     run
--   $2  integer  attempt
--   $3  text     host
--   $4  text     tool version
insert into chatsweep.run (run_id, attempt, state, host, tool_version, outcome, error, finished_at)
values ($1::uuid, $2::integer, 'abandoned', $3::text, $4::text, 'failed',
        'the connection was lost while the commit was under way', clock_timestamp())
on conflict (run_id, attempt) do nothing
