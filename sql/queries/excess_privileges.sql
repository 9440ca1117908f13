-- SPDX-License-Identifier: Apache-2.0
-- What the current role may do that no sweep and no report needs: read messages, change sessions
-- or messages by other ways than the adapter's functions, alter the ledger.
-- Returns one row per privilege, ordered: object text, privilege text. None is as it should be.
with kept_from (relation, privileges) as (
    select message_table::oid, array['select', 'insert', 'update', 'delete', 'truncate']
      from chatsweep.adapter
    union all
    select session_table::oid, array['insert', 'update', 'delete', 'truncate']
      from chatsweep.adapter
    union all
    select c.oid, array['update', 'delete', 'truncate']
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'chatsweep' and c.relname in ('run', 'event', 'policy_version')
    union all
    select c.oid, array['truncate']
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'chatsweep' and c.relname = 'mark'
    union all
    select c.oid, array['delete', 'truncate']
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'chatsweep' and c.relname in ('receiver', 'delivery')
    union all
    select c.oid, array['update', 'delete', 'truncate']
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'chatsweep' and c.relname = 'queued_run'
)
select k.relation::regclass::text as object, p.privilege
from kept_from k
join pg_class c on c.oid = k.relation
cross join unnest(k.privileges) as p (privilege)
where has_table_privilege(k.relation, p.privilege)
   or (p.privilege in ('select', 'insert', 'update')
       and has_any_column_privilege(k.relation, p.privilege))
order by object, p.privilege
