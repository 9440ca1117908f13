-- SPDX-License-Identifier: Apache-2.0
-- The functions that the contract and the ledger ask for, and what is there of them, from the
-- catalog alone: a role without any rights may ask.
-- Returns one row per function, in the order of the contract:
--   signature           text
--   needed_for          text     'report' (a sweep needs it as well) or 'sweep'
--   optional            boolean  needed only where adapter.offers names it
--   found               boolean  with these argument types; all that follows is null if not
--   returns             text     what it returns
--   returns_expected    text     what the contract asks for
--   security_definer    boolean
--   fixed_search_path   boolean
--   owner               text
--   owner_is_superuser  boolean
--   granted_to_public   boolean
--   may_execute         boolean  the current role may
select
    'chatsweep.' || wanted.name || '(' || wanted.arguments || ')' as signature,
    wanted.needed_for,
    wanted.optional,
    p.oid is not null as found,
    pg_get_function_result(p.oid) as returns,
    wanted.returns as returns_expected,
    p.prosecdef as security_definer,
    case when p.oid is not null then
        exists (select from unnest(p.proconfig) as setting
                 where starts_with(setting, 'search_path=')) end as fixed_search_path,
    r.rolname as owner,
    r.rolsuper as owner_is_superuser,
    case when p.oid is not null then
        exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as acl
                 where acl.grantee = 0 and acl.privilege_type = 'EXECUTE')
        end as granted_to_public,
    has_function_privilege(p.oid, 'execute') as may_execute
from (values
    (1, 'facts_of', 'text[]', 'SETOF chatsweep.session_facts', 'report', false),
    (2, 'lock_sessions', 'text[]', 'SETOF text', 'sweep', false),
    (3, 'close_sessions', 'text[], timestamp with time zone, text[]', 'SETOF text', 'sweep', false),
    (4, 'session_state', 'text',
        'TABLE(status text, closed_at timestamp with time zone, close_reason text)',
        'report', false),
    (5, 'complete_run', 'uuid, integer, text, jsonb, jsonb, jsonb', 'boolean', 'sweep', false),
    (6, 'wrote_after', 'text[], timestamp with time zone[]', 'SETOF text', 'report', true),
    (7, 'close_unchanged', 'text[], xid, timestamp with time zone, text[]',
        'TABLE(session_id text, status_before text)', 'sweep', true),
    (8, 'set_status', 'text[], text', 'SETOF text', 'sweep', true),
    (9, 'leave', 'text[], text[]', 'SETOF text', 'sweep', true)
) as wanted (place, name, arguments, returns, needed_for, optional)
left join (pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'chatsweep')
       on p.proname = wanted.name and oidvectortypes(p.proargtypes) = wanted.arguments
left join pg_roles r on r.oid = p.proowner
order by wanted.place
