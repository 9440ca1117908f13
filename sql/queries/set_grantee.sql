-- SPDX-License-Identifier: Apache-2.0
-- Names the role that grant_sweep.sql and grant_read_only.sql are about, in this transaction.
--   $1  text  role name, as it is in pg_roles
-- Returns one row: the name.
select set_config('chatsweep.grantee', $1::text, true) as grantee
