-- SPDX-License-Identifier: Apache-2.0
-- What became of one attempt of a run.
--   $1  uuid     run
--   $2  integer  attempt
select r.state
  from chatsweep.run r
 where r.run_id = $1::uuid
   and r.attempt = $2::integer
