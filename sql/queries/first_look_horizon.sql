-- SPDX-License-Identifier: Apache-2.0
-- The horizon of the first look that follows: the oldest transaction that is still running. Whatever
-- an older one wrote, the first look sees; whatever is written after the first look is younger.
-- Returns one row.
select pg_snapshot_xmin(pg_current_snapshot())::xid::text as horizon
