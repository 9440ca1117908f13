-- SPDX-License-Identifier: Apache-2.0
-- What is visible at this moment: the next transaction, the oldest that runs, and all that run. Two
-- equal ones mean that nothing was committed in between, in any database of this server. Reads no
-- table. In no transaction of ours, so that the search path may be anybody's.
-- Returns one row: state.
select pg_catalog.pg_current_snapshot()::pg_catalog.text as state
