-- SPDX-License-Identifier: Apache-2.0
-- Fill in what this run counted, in the row that this very transaction inserted.
--   $1  uuid     run
--   $2  integer  attempt
--   $3  text     outcome
--   $4  jsonb    counts by name
--   $5  jsonb    milliseconds by phase
--   $6  jsonb    due and done by action, of the actions other than close; null: none
-- Returns one row: whether there was such a row.
select chatsweep.complete_run($1::uuid, $2::integer, $3::text, $4::jsonb, $5::jsonb, $6::jsonb)
           as completed
