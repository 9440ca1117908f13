-- SPDX-License-Identifier: Apache-2.0
-- The server process that this is, to compare with what the client was told. In no transaction of
-- ours, so that the search path may be anybody's.
-- Returns one row: process.
select pg_catalog.pg_backend_pid() as process
