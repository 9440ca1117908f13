-- SPDX-License-Identifier: Apache-2.0
-- What there is of schema chatsweep, from the catalog alone: a role without any rights may ask.
-- Returns one row:
--   schema_exists   boolean
--   ledger_exists   boolean  table schema_version is there, so that schema_version.sql can be run
--   adapter_exists  boolean  view session_facts is there
--   may_use         boolean  the current role has usage on the schema
select
    n.oid is not null as schema_exists,
    exists (select from pg_class c
             where c.relnamespace = n.oid and c.relname = 'schema_version') as ledger_exists,
    exists (select from pg_class c
             where c.relnamespace = n.oid and c.relname = 'session_facts') as adapter_exists,
    coalesce(has_schema_privilege(n.oid, 'usage'), false) as may_use
from (values ('chatsweep')) as wanted (nspname)
left join pg_namespace n using (nspname)
