-- SPDX-License-Identifier: Apache-2.0
-- A start for an adapter of your own: copy it, put your tables in place of helpdesk.conversation
-- and helpdesk.message, then `chatsweep schema apply --adapter-file FILE`. To try it in psql, let
-- `chatsweep schema apply` make the ledger first. It runs inside one transaction and must bear
-- being applied again.
--
-- Null means that it never happened. What your database cannot tell, leave as a null of the right
-- type and do not name it in `offers` below: a policy that needs it is then refused before
-- anything is touched. session_id, started_at and last_customer_message_at cannot be left out.

do $$
begin
    if exists (select from chatsweep.adapter where name <> 'helpdesk') then
        drop view if exists chatsweep.session_facts cascade;
    end if;
end
$$;

-- One row per session that is not closed; a closed one must not appear, whatever its status says.
-- With an index on the open ones (here: `on helpdesk.conversation (id) where closed_at is null`)
-- a sweep does not slow down as closed sessions pile up.
create or replace view chatsweep.session_facts as
select
    -- The session, as text, unique, and the same for ever. It may encode more, as in 'tenant/id', in
    -- at most 1000 bytes.
    c.id::text                          as session_id,
    -- Whose session it is, where several companies share the database. Without it: no policy can
    -- match on the tenant, and reports group by channel alone. The same goes, each in its way, for
    -- every attribute down to authenticated.
    c.account::text                     as tenant,
    -- 'production' or 'sandbox'. Without it: no separate timeouts for tests.
    null::text                          as environment,
    -- 'whatsapp', 'sms', 'web', ... Without it: one timeout for all channels.
    c.channel::text                     as channel,
    -- Who answers: 'human', 'bot' or 'ai_agent'. Without it: any reply counts as an answer, a bot's
    -- too, when a session is held because its customer waits for one.
    'human'::text                       as handler,
    -- 'customer', 'business' or 'automation'. Without it: no policy for outbound sessions.
    null::text                          as started_by,
    -- Your word for its state; 'snoozed' is held until snoozed_until, or without end if that is
    -- null. Without it: only snoozed_until holds a snoozed session.
    c.status::text                      as status,
    -- Your tags. Without them: no policy can match on one, and no label can hold a session.
    array[]::text[]                     as labels,
    -- Whether the customer was signed in. Without it: no token timers.
    null::boolean                       as authenticated,
    -- When it began: what counts for a customer who never wrote. Cannot be left out.
    c.created_at                        as started_at,
    -- No clock counts from before this; put the last reopening here. Without it: a session that is
    -- reopened after a long silence is closed again by the next sweep.
    null::timestamptz                   as clock_floor_at,
    -- The customer's last message, by the clock that the messages go by. The clock of most
    -- policies; cannot be left out. Wrong here is wrong everywhere: no agent's, no bot's, no note.
    m.last_customer_message_at,
    -- The first message of an agent or a bot after the customer's last one; null while there is
    -- none. Without it: a reply of the same instant as the customer's message is not seen as one.
    null::timestamptz                   as first_reply_at,
    -- The same for agents alone. Without it: no timer since first_agent_reply.
    null::timestamptz                   as first_agent_reply_at,
    -- The last message of an agent. Without it: no timer since last_agent_message, and no policy
    -- may hold unanswered sessions, as nobody could tell which are.
    m.last_agent_message_at,
    -- The last message of a bot. Without it: sessions of bots and AI agents are never answered.
    m.last_bot_message_at,
    -- The last message of anybody, system included. Without it: no timer since last_message.
    m.last_message_at,
    -- Not to be closed before this. Without it: nothing but status 'snoozed' holds a session.
    null::timestamptz                   as snoozed_until,
    -- When the customer opted out. Without it: an opt-out never closes a session.
    null::timestamptz                   as opted_out_at,
    -- When the channel's token was issued, and when it ends. Without either: no token timers.
    null::timestamptz                   as token_issued_at,
    null::timestamptz                   as token_expires_at,
    -- Since when the session counts as inactive, null when it does not; it must end when the
    -- customer writes, or with set_status below. Without it: chatsweep remembers what it made
    -- inactive itself, and knows nothing of what an agent did.
    null::timestamptz                   as inactive_since,
    -- When the agent and the customer who are connected now joined, of several agents the last, and
    -- the agent's last message since. Without them: no timers for participants, and no policy that
    -- is pinned to the agent.
    null::timestamptz                   as agent_joined_at,
    null::timestamptz                   as customer_joined_at,
    null::timestamptz                   as last_agent_message_since_join_at,
    -- Your own key, last of all, so that facts_of can use its index: `session_id = any (...)` would
    -- have to cast every row.
    c.id                                as native_id
from helpdesk.conversation c
-- Columns on the session itself, kept by a trigger, are faster than this by far. If you keep it:
-- an index on helpdesk.message (conversation_id, created_at), and no message bodies.
cross join lateral (
    select max(m.created_at) filter (where m.author = 'contact') as last_customer_message_at,
           max(m.created_at) filter (where m.author = 'user')    as last_agent_message_at,
           max(m.created_at) filter (where m.author = 'bot')     as last_bot_message_at,
           max(m.created_at)                                     as last_message_at
      from helpdesk.message m
     where m.conversation_id = c.id
) m
where c.closed_at is null;

-- A text as your key, or null where it can be none; an error here would stop a whole sweep.
create or replace function chatsweep.native_id(session_id text) returns bigint
language sql immutable parallel safe
as $$
    select case when session_id ~ '^[1-9][0-9]*$' and octet_length(session_id) < 19
                then session_id::bigint end
$$;

-- Every function below is `security definer`, so that the role that sweeps needs no rights on your
-- tables, and names every schema, because the search path is fixed.

-- The same rows as the view's for these sessions, found through your key; sessions that are closed
-- or unknown give none. The second look of a sweep. Cannot be left out.
create or replace function chatsweep.facts_of(session_ids text[])
returns setof chatsweep.session_facts
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.*
      from unnest(session_ids) as given (id)
      join chatsweep.session_facts f on f.native_id = chatsweep.native_id(given.id)
$$;

-- Locks the sessions that are still open and returns their ids. `for update` and nothing weaker:
-- it is what a new message waits for. `skip locked`: a session that somebody is writing to is
-- alive. Without it there is no sweep; a report works.
create or replace function chatsweep.lock_sessions(session_ids text[])
returns setof text
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.id::text
      from unnest(session_ids) as given (id)
      join helpdesk.conversation c on c.id = chatsweep.native_id(given.id)
     where c.closed_at is null
       for update of c skip locked
$$;

-- Closes the sessions, as your application would, and returns the ids of those closed; a sweep
-- that gets back fewer than it gave rolls everything back. reasons are as many as session_ids.
-- Without it there is no sweep; a report works.
create or replace function chatsweep.close_sessions(
    session_ids text[], closed_at timestamptz, reasons text[])
returns setof text
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    update helpdesk.conversation c
       set status    = 'closed',
           closed_at = close_sessions.closed_at
      from unnest(session_ids, reasons) as given (id, reason)
     where c.id = chatsweep.native_id(given.id)
       and c.closed_at is null
    returning c.id::text
$$;

-- Two more are optional, named in `offers` where they are there. A sweep calls them for sessions
-- that it has locked; both act at now().
--
-- set_status makes the sessions 'inactive', or 'waiting' again because their customer wrote, as
-- your application would: with the first, inactive_since above becomes now(), with the second it
-- becomes null. It returns the ids of all of them; with fewer the sweep rolls everything back. It
-- takes the column inactive_since, and without it no timer may inactivate where that column is
-- offered. Without either: chatsweep remembers for itself what it made inactive, and nobody sees
-- it.
--
--     create or replace function chatsweep.set_status(session_ids text[], status text)
--     returns setof text
--     language sql volatile security definer
--     set search_path = pg_catalog, pg_temp
--     as $status$
--         update helpdesk.conversation c
--            set status         = set_status.status,
--                inactive_since = case when set_status.status = 'inactive' then now() end
--           from unnest(session_ids) as given (id)
--          where c.id = chatsweep.native_id(given.id)
--            and c.closed_at is null
--         returning c.id::text
--     $status$;
--
-- leave lets those leave whose role is one of roles ('customer', 'agent', 'supervisor', 'bot',
-- 'ai_agent'), and returns the ids of the sessions that somebody left. It waits for nobody (`skip
-- locked`): who leaves by themselves may be waiting for the session that the sweep has locked.
-- Without it: no timer disconnects, and none lets a bot or an agent leave as it closes.
--
--     create or replace function chatsweep.leave(session_ids text[], roles text[])
--     returns setof text
--     language sql volatile security definer
--     set search_path = pg_catalog, pg_temp
--     as $leave$
--         with present as (
--             select p.id
--               from unnest(session_ids) as given (id)
--               join helpdesk.participant p on p.conversation_id = chatsweep.native_id(given.id)
--              where p.left_at is null
--                and p.role = any (roles)
--                for update of p skip locked
--         ), gone as (
--             update helpdesk.participant p
--                set left_at = greatest(p.joined_at, now())
--               from present
--              where p.id = present.id
--             returning p.conversation_id
--         )
--         select distinct g.conversation_id::text from gone g
--     $leave$;

-- What became of any session, open or closed; no row: there is none. What `explain` asks first.
create or replace function chatsweep.session_state(session_id text)
returns table (status text, closed_at timestamptz, close_reason text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select c.status::text, c.closed_at, null::text
      from helpdesk.conversation c
     where c.id = chatsweep.native_id(session_state.session_id)
$$;

-- Of these sessions, open or closed, those whose customer wrote later than the given instant.
-- Optional. Without it: history does not say how many customers wrote after a close.
create or replace function chatsweep.wrote_after(session_ids text[], instants timestamptz[])
returns setof text
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select given.id
      from unnest(session_ids, instants) as given (id, instant)
     where exists (select from helpdesk.message m
                    where m.conversation_id = chatsweep.native_id(given.id)
                      and m.author = 'contact'
                      and m.created_at > given.instant)
$$;

-- The fence keeps a new message out of a session that is being closed. Without one a sweep
-- refuses; a report works (leave fence null, then).
--
--   'foreign_key'  your messages reference the row that lock_sessions locks, and the key is
--                  enforced: PostgreSQL does the rest. Every column of the key must be not null.
--   'trigger'      they do not: create this, on the message table; on a partitioned one it serves
--                  every partition. It holds up a message only while its session is being closed.
--
--     create or replace function chatsweep.fence_message() returns trigger
--     language plpgsql security definer
--     set search_path = pg_catalog, pg_temp
--     as $fence$
--     begin
--         perform 1 from helpdesk.conversation c where c.id = new.conversation_id for key share;
--         return new;
--     end
--     $fence$;
--
--     create or replace trigger chatsweep_fence
--         before insert or update of conversation_id on helpdesk.message
--         for each row execute function chatsweep.fence_message();

-- `offers` names the columns above that are real, and the optional functions that are there; and
-- `whole_load`, where the view is faster to read whole than by a condition on its instants.
delete from chatsweep.adapter;
insert into chatsweep.adapter (name, contract_version, offers, session_table, message_table, fence)
values ('helpdesk', 1,
        array['tenant', 'channel', 'handler', 'status', 'started_at', 'last_customer_message_at',
              'last_agent_message_at', 'last_bot_message_at', 'last_message_at', 'wrote_after'],
        'helpdesk.conversation', 'helpdesk.message', 'foreign_key');

-- Optional, for `chatsweep run --on-time`: what nothing foretells (an opt-out, a snooze that is taken
-- back, a label taken away) is seen within two minutes, and at once where your database says
--     notify chatsweep_due;
-- in the transaction that does it, by a trigger for instance. Never with every message: whoever
-- notifies waits at the commit for everybody else who does.

-- Last, always: PostgreSQL lets everybody execute a new function.
revoke all on all functions in schema chatsweep from public;
