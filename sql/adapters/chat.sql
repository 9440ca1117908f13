-- SPDX-License-Identifier: Apache-2.0
-- Shows the reference chat schema (sql/chat/schema.sql) to chatsweep. May be applied again: what
-- was granted stays granted. What each part means stands in sql/adapters/template.sql.

do $$
begin
    if not exists (select from pg_attribute
                    where attrelid = to_regclass('chat.session')
                      and attname = 'agent_joined_at') then
        raise undefined_column using message =
            'schema chat is older than this adapter: apply both, with --with-chat';
    end if;
end
$$;

-- Another adapter's view may have a native key of another type, and cannot be replaced in place.
do $$
begin
    if exists (select from chatsweep.adapter where name <> 'chat') then
        drop view if exists chatsweep.session_facts cascade;
    end if;
end
$$;

create or replace view chatsweep.session_facts as
select
    s.id::text                as session_id,
    s.tenant,
    s.environment::text       as environment,
    s.channel,
    s.handler::text           as handler,
    s.started_by::text        as started_by,
    s.status::text            as status,
    s.labels,
    s.authenticated,
    s.started_at,
    s.reopened_at             as clock_floor_at,
    s.last_customer_message_at,
    s.first_reply_at,
    s.first_agent_reply_at,
    s.last_agent_message_at,
    s.last_bot_message_at,
    s.last_message_at,
    s.snoozed_until,
    s.opted_out_at,
    s.token_issued_at,
    s.token_expires_at,
    s.inactive_since,
    s.agent_joined_at,
    s.customer_joined_at,
    case when s.last_agent_message_at >= s.agent_joined_at
         then s.last_agent_message_at end as last_agent_message_since_join_at,
    s.id                      as native_id
from chat.session s
where s.closed_at is null;

-- The key of a session as the database keeps it; null for a text that is no such key, and never an
-- error: signs, blanks and leading zeros make a text that no session of ours is known by.
create or replace function chatsweep.native_id(session_id text) returns bigint
language sql immutable parallel safe
as $$
    select case
        when session_id collate "C" ~ '^[1-9][0-9]*$'
             and (octet_length(session_id) < 19
                  or (octet_length(session_id) = 19
                      and session_id collate "C" <= '9223372036854775807')) then session_id::bigint
    end
$$;

create or replace function chatsweep.facts_of(session_ids text[])
returns setof chatsweep.session_facts
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.*
      from unnest(session_ids) as given (id)
      join chatsweep.session_facts f on f.native_id = chatsweep.native_id(given.id)
$$;

create or replace function chatsweep.lock_sessions(session_ids text[])
returns setof text
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.id::text
      from unnest(session_ids) as given (id)
      join chat.session s on s.id = chatsweep.native_id(given.id)
     where s.closed_at is null
       for update of s skip locked
$$;

create or replace function chatsweep.close_sessions(
    session_ids text[], closed_at timestamptz, reasons text[])
returns setof text
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    update chat.session s
       set status       = 'closed',
           closed_at    = close_sessions.closed_at,
           close_reason = given.reason
      from unnest(session_ids, reasons) as given (id, reason)
     where s.id = chatsweep.native_id(given.id)
       and s.closed_at is null
    returning s.id::text
$$;

-- Lock, second look and closing in one, for sessions that nothing has happened to since the first
-- look. Every fact of the view stands on the session's own row, and age() counts transactions back
-- from this one: a row older than the horizon is the very row that was judged. Where the lock finds
-- a newer one, PostgreSQL compares again and leaves it. The update then finds the row by its place.
create or replace function chatsweep.close_unchanged(
    session_ids text[], horizon xid, closed_at timestamptz, reasons text[])
returns table (session_id text, status_before text)
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    update chat.session s
       set status       = 'closed',
           closed_at    = close_unchanged.closed_at,
           close_reason = locked.reason
      from (select s.ctid as place, s.status, given.reason
              from unnest(session_ids, reasons) as given (id, reason)
              join chat.session s on s.id = chatsweep.native_id(given.id)
             where s.closed_at is null
               and age(s.xmin) > age(horizon)
               for update of s skip locked) as locked
     where s.ctid = locked.place
    returning s.id::text, locked.status::text
$$;

create or replace function chatsweep.set_status(session_ids text[], status text)
returns setof text
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    update chat.session s
       set status         = set_status.status,
           inactive_since = case when set_status.status = 'inactive' then now() end
      from unnest(session_ids) as given (id)
     where s.id = chatsweep.native_id(given.id)
       and s.closed_at is null
    returning s.id::text
$$;

-- Somebody who is leaving at this moment is left alone: they wait for the session's row, which is
-- ours, and to wait for theirs would be a deadlock. Nobody leaves before joining, although they may
-- have joined after this transaction began.
create or replace function chatsweep.leave(session_ids text[], roles text[])
returns setof text
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    with present as (
        select p.id
          from unnest(session_ids) as given (id)
          join chat.participant p on p.session_id = chatsweep.native_id(given.id)
         where p.left_at is null
           and p.role = any (roles)
           for update of p skip locked
    ), gone as (
        update chat.participant p
           set left_at = greatest(p.joined_at, now())
          from present
         where p.id = present.id
        returning p.session_id
    )
    select distinct g.session_id::text from gone g
$$;

-- Whoever could sweep before these two came can do so after: a role's grants need not be renewed.
do $$
declare
    holder text;
begin
    for holder in
        select acl.grantee::regrole::text
          from pg_proc p, aclexplode(p.proacl) as acl
         where p.oid = 'chatsweep.close_sessions(text[], timestamptz, text[])'::regprocedure
           and acl.grantee not in (0, p.proowner)
    loop
        execute 'grant execute on function chatsweep.set_status(text[], text), '
                'chatsweep.leave(text[], text[]) to ' || holder;
    end loop;
end
$$;

create or replace function chatsweep.session_state(session_id text)
returns table (status text, closed_at timestamptz, close_reason text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.status::text, s.closed_at, s.close_reason
      from chat.session s
     where s.id = chatsweep.native_id(session_state.session_id)
$$;

create or replace function chatsweep.wrote_after(session_ids text[], instants timestamptz[])
returns setof text
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.id::text
      from unnest(session_ids, instants) as given (id, instant)
      join chat.session s on s.id = chatsweep.native_id(given.id)
     where s.last_customer_message_at > given.instant
$$;

-- A message's foreign key takes a lock on its session's row that waits for lock_sessions.
delete from chatsweep.adapter;
insert into chatsweep.adapter (name, contract_version, offers, session_table, message_table, fence)
values ('chat', 1,
        array['tenant', 'environment', 'channel', 'handler', 'started_by', 'status', 'labels',
              'authenticated', 'started_at', 'clock_floor_at', 'last_customer_message_at',
              'first_reply_at', 'first_agent_reply_at', 'last_agent_message_at',
              'last_bot_message_at', 'last_message_at', 'snoozed_until', 'opted_out_at',
              'token_issued_at', 'token_expires_at', 'inactive_since', 'agent_joined_at',
              'customer_joined_at', 'last_agent_message_since_join_at', 'wrote_after',
              'close_unchanged', 'set_status', 'leave'],
        'chat.session', 'chat.message', 'foreign_key');

revoke all on all functions in schema chatsweep from public;
