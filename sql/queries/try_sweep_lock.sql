-- SPDX-License-Identifier: Apache-2.0
-- Take the sweep lock until the transaction ends, or say that somebody else has it.
--   $1  bigint  the lock's key
-- Returns one row: whether it was granted.
select pg_try_advisory_xact_lock($1::bigint) as granted
