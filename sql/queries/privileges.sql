-- SPDX-License-Identifier: Apache-2.0
-- What a report and a sweep need the current role to have, and whether it has it, from the catalog
-- alone: a role without any rights may ask.
-- Returns one row per privilege:
--   object      text
--   privilege   text     'usage', 'select', 'insert', 'update', 'delete' or 'execute'
--   needed_for  text     'report' (a sweep needs it as well) or 'sweep'
--   granted     boolean  null: there is no such object
with wanted (place, kind, name, privilege, needed_for) as (values
    ( 1, 'schema',   'chatsweep',      'usage',   'report'),
    ( 2, 'table',    'session_facts',  'select',  'report'),
    ( 3, 'table',    'adapter',        'select',  'report'),
    ( 4, 'table',    'schema_version', 'select',  'report'),
    ( 5, 'table',    'policy_version', 'select',  'report'),
    ( 6, 'table',    'run',            'select',  'report'),
    ( 7, 'table',    'event',          'select',  'report'),
    ( 8, 'function', 'facts_of',       'execute', 'report'),
    ( 9, 'function', 'session_state',  'execute', 'report'),
    (10, 'table',    'policy_version', 'insert',  'sweep'),
    (11, 'table',    'run',            'insert',  'sweep'),
    (12, 'table',    'event',          'insert',  'sweep'),
    (13, 'function', 'lock_sessions',  'execute', 'sweep'),
    (14, 'function', 'close_sessions', 'execute', 'sweep'),
    (15, 'function', 'complete_run',   'execute', 'sweep'),
    (16, 'function', 'close_unchanged', 'execute', 'sweep'),
    (17, 'table',    'mark',           'select',  'report'),
    (18, 'table',    'mark',           'insert',  'sweep'),
    (19, 'table',    'mark',           'update',  'sweep'),
    (20, 'table',    'mark',           'delete',  'sweep'),
    (21, 'function', 'set_status',     'execute', 'sweep'),
    (22, 'function', 'leave',          'execute', 'sweep'),
    (23, 'table',    'receiver',       'select',  'report'),
    (24, 'table',    'queued_run',     'select',  'report'),
    (25, 'table',    'delivery',       'select',  'report'),
    (26, 'table',    'receiver',       'insert',  'sweep'),
    (27, 'table',    'receiver',       'update',  'sweep'),
    (28, 'table',    'queued_run',     'insert',  'sweep'),
    (29, 'table',    'delivery',       'insert',  'sweep'),
    (30, 'table',    'delivery',       'update',  'sweep')
)
select
    case w.kind when 'schema' then w.name else 'chatsweep.' || w.name end as object,
    w.privilege,
    w.needed_for,
    case w.kind
        when 'schema' then has_schema_privilege(n.oid, w.privilege)
        when 'table' then
            (select has_table_privilege(c.oid, w.privilege)
               from pg_class c
              where c.relnamespace = n.oid and c.relname = w.name and c.relkind <> 'i')
        else
            (select bool_and(has_function_privilege(p.oid, w.privilege))
               from pg_proc p
              where p.pronamespace = n.oid and p.proname = w.name)
    end as granted
from wanted w
left join pg_namespace n on n.nspname = 'chatsweep'
order by w.place
