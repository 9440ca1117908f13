-- SPDX-License-Identifier: Apache-2.0
-- A run that did not commit gets a row of its own, afterwards.
--   $1  uuid     run
--   $2  integer  attempt
--   $3  text     host
--   $4  text     tool version
--   $5  text     outcome
--   $6  text     error
--   $7  text[]   the policies that the run was limited to, or null
insert into chatsweep.run (run_id, attempt, state, host, tool_version, outcome, error, limited_to,
                           finished_at)
values ($1::uuid, $2::integer, 'failed', $3::text, $4::text, $5::text, $6::text, $7::text[],
        clock_timestamp())
on conflict (run_id, attempt) do nothing
