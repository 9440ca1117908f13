-- SPDX-License-Identifier: Apache-2.0
-- What is wrong with the fence that the adapter names, by the catalog. A message must not get into
-- a session between the second look and the commit; this says whether the database sees to that.
-- Returns one row per problem, ordered: problem text, such as
-- `trigger "x" on chat.message is disabled`. No row: the fence holds, or there is no adapter.
with recursive adapter as (
    select session_table::oid as sessions, message_table::oid as messages, fence
      from chatsweep.adapter
), named (role, relation) as (
    select 'session', sessions from adapter
    union all
    select 'message', messages from adapter
), message_part (relation) as (  -- with its partitions, and whatever inherits from it
    select messages from adapter
    union
    select i.inhrelid from message_part p join pg_inherits i on i.inhparent = p.relation
), session_part (relation) as (
    select sessions from adapter
    union
    select i.inhrelid from session_part p join pg_inherits i on i.inhparent = p.relation
), session_whole (relation) as (  -- a partition moves its rows to its siblings
    select sessions from adapter
    union
    select i.inhparent from session_whole w join pg_inherits i on i.inhrelid = w.relation
), key as (
    select k.oid, k.conname, k.conrelid, k.conkey, k.confkey, k.confmatchtype,
           coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) as enforced
      from adapter a
      join pg_constraint k on k.contype = 'f' and k.confrelid = a.sessions
     where k.conrelid in (select relation from message_part)
), fence_function as (
    select p.oid, p.prosecdef
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'chatsweep' and p.proname = 'fence_message' and p.pronargs = 0
), call as (  -- a row-level trigger that calls it on insert
    select t.tgrelid, t.tgname, t.tgenabled in ('O', 'A') as enabled,
           t.tgqual is not null as conditional
      from pg_trigger t
     where t.tgfoid in (select oid from fence_function)
       and t.tgtype & 1 = 1 and t.tgtype & 4 = 4
), fixed_column (name) as (  -- what closing cannot change, because a key is made of it
    select c.attname
      from adapter a
      join key k on k.conrelid = a.messages and a.fence = 'foreign_key'
      join pg_attribute c on c.attrelid = a.sessions and c.attnum = any (k.confkey)
    union
    select c.attname
      from adapter a
      join pg_index i on i.indrelid = a.sessions and i.indisprimary and a.fence = 'trigger'
      join pg_attribute c on c.attrelid = a.sessions and c.attnum = any (i.indkey::int2[])
), problem (text) as (
    select 'the adapter names no fence'
      from adapter where fence is null
    union all
    select format('the adapter''s %s table does not exist', n.role)
      from named n
     where n.relation is not null
       and not exists (select from pg_class c where c.oid = n.relation)
    union all
    select format('%s is not a table', c.oid::regclass)
      from pg_class c
     where c.relkind not in ('r', 'p')
       and (c.oid in (select relation from message_part)
            or c.oid in (select relation from session_part))
    union all
    select format('%s is partitioned by %s, which closing may change', p.partrelid::regclass,
                  coalesce(quote_ident(c.attname), 'an expression'))
      from pg_partitioned_table p
     cross join unnest(p.partattrs::int2[]) as part (attnum)
      left join pg_attribute c on c.attrelid = p.partrelid and c.attnum = part.attnum
                              and part.attnum > 0
     where (p.partrelid in (select relation from session_part)
            or p.partrelid in (select relation from session_whole))
       and exists (select from adapter where fence is not null)
       and (c.attname is null or c.attname not in (select name from fixed_column))

    union all
    select format('%s has no foreign key to %s', c.oid::regclass, a.sessions::regclass)
      from adapter a
      join pg_class c on c.oid in (select relation from message_part) and c.relkind in ('r', 'p')
     where a.fence = 'foreign_key'
       and exists (select from pg_class s where s.oid = a.sessions)
       and not exists (select from key k where k.conrelid = c.oid)
    union all
    select format('foreign key %I on %s is not enforced', k.conname, k.conrelid::regclass)
      from adapter a, key k
     where a.fence = 'foreign_key' and not k.enforced
    union all
    select format('foreign key %I locks nothing where %I of %s is null', k.conname, c.attname,
                  k.conrelid::regclass)
      from adapter a, key k
      join pg_attribute c on c.attrelid = k.conrelid and c.attnum = any (k.conkey)
     where a.fence = 'foreign_key' and cardinality(k.conkey) > 1 and k.confmatchtype = 's'
       and not c.attnotnull
    union all
    select distinct format('a trigger of foreign key %I on %s is disabled', k.conname,
                           t.tgrelid::regclass)
      from adapter a, pg_constraint k
      join pg_trigger t on t.tgconstraint = k.oid
     where a.fence = 'foreign_key' and k.contype = 'f' and t.tgenabled not in ('O', 'A')
       and k.conrelid in (select relation from message_part)
       and k.confrelid in (select relation from session_part)

    union all
    select 'function chatsweep.fence_message() does not exist'
      from adapter a
     where a.fence = 'trigger' and not exists (select from fence_function)
    union all
    select 'function chatsweep.fence_message() is not security definer'
      from adapter a, fence_function f
     where a.fence = 'trigger' and not f.prosecdef
    union all
    select format('no trigger on %s calls chatsweep.fence_message() for each row on insert',
                  c.oid::regclass)
      from adapter a
      join pg_class c on c.oid in (select relation from message_part) and c.relkind in ('r', 'p')
     where a.fence = 'trigger'
       and not exists (select from call where call.tgrelid = c.oid)
    union all
    select format('trigger "%s" on %s %s', call.tgname, call.tgrelid::regclass,
                  case when call.enabled then 'has a condition' else 'is disabled' end)
      from adapter a, call
     where a.fence = 'trigger'
       and call.tgrelid in (select relation from message_part)
       and not exists (select from call as sound
                        where sound.tgrelid = call.tgrelid and sound.enabled
                          and not sound.conditional)
)
select text as problem from problem order by text
