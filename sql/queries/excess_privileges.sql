-- SPDX-License-Identifier: Apache-2.0
-- What the current role may do that no sweep and no report needs: read messages, change sessions
-- or messages by other ways than the adapter's functions, alter the ledger, turn its counters back.
-- Returns one row per privilege, ordered: object text, privilege text. None is as it should be.
with recursive message_part (relation) as (  -- with its partitions, and whatever inherits from it
    select message_table::oid from chatsweep.adapter
    union
    select i.inhrelid from message_part p join pg_inherits i on i.inhparent = p.relation
), session_part (relation) as (
    select session_table::oid from chatsweep.adapter
    union
    select i.inhrelid from session_part p join pg_inherits i on i.inhparent = p.relation
), message_whole (relation) as (  -- and what it is a part of, which shows its rows as well
    select relation from message_part
    union
    select i.inhparent from message_whole w join pg_inherits i on i.inhrelid = w.relation
), session_whole (relation) as (
    select relation from session_part
    union
    select i.inhparent from session_whole w join pg_inherits i on i.inhrelid = w.relation
), needed (name, privileges) as (values
    ('policy_version', array['insert']),
    ('run',            array['insert']),
    ('event',          array['insert']),
    ('mark',           array['insert', 'update', 'delete']),
    ('receiver',       array['insert', 'update']),
    ('queued_run',     array['insert']),
    ('delivery',       array['insert', 'update'])
), kept_from (relation, privilege) as (
    select relation, unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'trigger'])
      from message_whole
    union
    select relation, unnest(array['insert', 'update', 'delete', 'truncate', 'trigger'])
      from session_whole
    union
    select c.oid, w.privilege
      from pg_class c
     cross join unnest(array['insert', 'update', 'delete', 'truncate', 'trigger'])
                    as w (privilege)
      left join needed n on n.name = c.relname
     where c.relnamespace = to_regnamespace('chatsweep') and c.relkind in ('r', 'p', 'v')
       and (w.privilege = any (n.privileges)) is not true
)
select c.oid::regclass::text as object, k.privilege
  from kept_from k
  join pg_class c on c.oid = k.relation
 where has_table_privilege(c.oid, k.privilege)
    or (k.privilege in ('select', 'insert', 'update')
        and has_any_column_privilege(c.oid, k.privilege))
union all
select c.oid::regclass::text, w.privilege
  from pg_class c
 cross join unnest(array['usage', 'update']) as w (privilege)
 where c.relnamespace = to_regnamespace('chatsweep') and c.relkind = 'S'
   and has_sequence_privilege(c.oid, w.privilege)
union all
select n.nspname::text, 'create'
  from pg_namespace n
 where n.nspname = 'chatsweep' and has_schema_privilege(n.oid, 'create')
 order by object, privilege
