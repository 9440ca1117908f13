-- SPDX-License-Identifier: Apache-2.0
-- The ledger's row of this run: the first write. It becomes visible with the closing, or never.
--   $1  uuid     run
--   $2  integer  attempt
--   $3  text     host
--   $4  text     tool version
--   $5  text     policy version
--   $6  text[]   the policies that the run is limited to, or null
insert into chatsweep.run (run_id, attempt, state, host, tool_version, policy_version, limited_to)
values ($1::uuid, $2::integer, 'committed', $3::text, $4::text, $5::text, $6::text[])
