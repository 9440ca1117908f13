-- SPDX-License-Identifier: Apache-2.0
-- The reference chat schema: for teams that start fresh, for the demo and for the tests.
-- May be applied again; to a table that is there it adds the columns that came later, and nothing
-- else.

create schema if not exists chat;

-- Domains and not check constraints on chat.session: PostgreSQL prepares every check of a table
-- for every update of it, and each message updates its session. That was two thirds of its cost.
do $$
begin
    if to_regtype('chat.environment') is null then
        create domain chat.environment as text check (value in ('production', 'sandbox'));
        create domain chat.handler as text check (value in ('human', 'bot', 'ai_agent'));
        create domain chat.started_by as text
            check (value in ('customer', 'business', 'automation'));
        create domain chat.status as text
            check (value in ('waiting', 'active', 'inactive', 'snoozed', 'closed'));
        create domain chat.sender as text check (value in ('customer', 'agent', 'bot', 'system'));
        create domain chat.role as text
            check (value in ('customer', 'agent', 'supervisor', 'bot', 'ai_agent'));
    end if;
end
$$;

-- Room in every page, and no index on what chat.keep_facts changes: its updates stay heap-only.
-- Closing is none of them, for session_open depends on it: the primary key has room for the second
-- entry that a closed row has there, which spares the splitting of its pages.
create table if not exists chat.session (
    id                       bigint           generated always as identity
                                              primary key with (fillfactor = 70),
    tenant                   text             not null default 'default',
    environment              chat.environment not null default 'production',
    channel                  text             not null,
    handler                  chat.handler     not null default 'human',
    started_by               chat.started_by  not null default 'customer',
    status                   chat.status      not null default 'active',
    labels                   text[]           not null default '{}',
    authenticated            boolean          not null default false,
    started_at               timestamptz      not null default now(),
    snoozed_until            timestamptz,
    token_issued_at          timestamptz,
    token_expires_at         timestamptz,
    opted_out_at             timestamptz,
    reopened_at              timestamptz,
    inactive_since           timestamptz,
    last_customer_message_at timestamptz,
    first_reply_at           timestamptz,
    first_agent_reply_at     timestamptz,
    last_agent_message_at    timestamptz,
    last_bot_message_at      timestamptz,
    last_message_at          timestamptz,
    closed_at                timestamptz,
    close_reason             text
) with (fillfactor = 85);

-- The open sessions, found without passing by the closed ones.
create index if not exists session_open on chat.session (id) where closed_at is null;

comment on column chat.session.first_reply_at is
    'the first agent or bot message after the customer''s last one';
comment on column chat.session.first_agent_reply_at is
    'the first agent message after the customer''s last one';
create table if not exists chat.message (
    id         bigint      generated always as identity,
    session_id bigint      not null references chat.session,
    sender     chat.sender not null,
    sent_at    timestamptz not null default now(),
    body       text,
    primary key (session_id, id)
);

create table if not exists chat.participant (
    id         bigint      generated always as identity primary key,
    session_id bigint      not null references chat.session,
    role       chat.role   not null,
    joined_at  timestamptz not null default now(),
    left_at    timestamptz
);

create index if not exists participant_session_id on chat.participant (session_id);

-- What a session of an older schema lacks.
do $$
begin
    if not exists (select from pg_attribute
                    where attrelid = 'chat.session'::regclass and attname = 'agent_joined_at') then
        alter table chat.session
            add column agent_joined_at    timestamptz,
            add column customer_joined_at timestamptz;
        update chat.session s
           set agent_joined_at    = present.agent,
               customer_joined_at = present.customer
          from (select p.session_id,
                       max(p.joined_at) filter (where p.role = 'agent')    as agent,
                       min(p.joined_at) filter (where p.role = 'customer') as customer
                  from chat.participant p
                 where p.left_at is null
                 group by p.session_id) as present
         where s.id = present.session_id;
    end if;
end
$$;

comment on column chat.session.agent_joined_at is
    'when the agent who is connected now joined; of several, the last who did';
comment on column chat.session.customer_joined_at is
    'when the customer who is connected now joined; of several, the first who did';

-- A session is closed when it has both the status and the instant, and open when it has neither.
create or replace function chat.refuse_half_closed() returns trigger
language plpgsql
as $$
begin
    raise check_violation using
        message = format('session %s is half closed', new.id),
        hint = 'Set status to ''closed'' and closed_at together, or neither.';
end
$$;

create or replace trigger session_is_closed_or_open
    after insert or update of status, closed_at on chat.session
    for each row
    when ((new.status = 'closed') <> (new.closed_at is not null))
    execute function chat.refuse_half_closed();

-- Whoever makes a session inactive need not say since when, and an end of that state leaves no
-- instant behind; a closed session keeps it, for those who look back.
create or replace function chat.keep_inactive_since() returns trigger
language plpgsql
as $$
begin
    new.inactive_since := case when new.status = 'inactive' then now() end;
    return new;
end
$$;

create or replace trigger session_begins_inactive
    before insert on chat.session
    for each row
    when (new.status = 'inactive' and new.inactive_since is null)
    execute function chat.keep_inactive_since();

create or replace trigger session_keeps_inactive_since
    before update of status on chat.session
    for each row
    when (new.status <> old.status and new.status <> 'closed'
          and (new.status = 'inactive') = (new.inactive_since is null))
    execute function chat.keep_inactive_since();

-- What lets go of a session from one moment to the next, whatever its timers say, is told to a
-- `chatsweep run --on-time` that listens. No message does that, and none pays for it: to notify makes
-- commits wait for one another.
create or replace function chat.tell_chatsweep() returns trigger
language plpgsql
as $$
begin
    notify chatsweep_due;
    return null;
end
$$;

create or replace trigger session_is_let_go
    after update of opted_out_at, snoozed_until, labels on chat.session
    for each row
    when (new.closed_at is null
          and (new.opted_out_at is not null and old.opted_out_at is null
               or new.snoozed_until is distinct from old.snoozed_until
               or not new.labels @> old.labels))
    execute function chat.tell_chatsweep();

-- Keeps a session's facts as its messages arrive, in the order of their arrival. No fact moves
-- backwards: a message that arrives late changes nothing but what it is the latest of.
--
-- A reply counts from the customer's last message; one of the very same instant counts when it
-- arrives after it. A recorded first reply is never made earlier. When a customer's message takes
-- its place late, between replies, the latest reply after it stands for the first one: a timer
-- that counts from a reply may then fire later, never sooner.
--
-- A customer's message wakes an inactive session: it waits for an agent again. So does one that is
-- dated before it became inactive and arrives late, if it is the customer's latest: whoever made the
-- session inactive did not know of it. An update of its own, for to name the status in that of every
-- message would cost each of them a third; it looks at the status again, for another message may have
-- woken the session meanwhile.
create or replace function chat.keep_facts_of_inactive(
    written_to bigint, written_at timestamptz) returns void
language plpgsql
as $$
begin
    update chat.session s
       set status                   = case when s.status = 'inactive' then 'waiting'
                                           else s.status end,
           inactive_since           = case when s.status <> 'inactive' then s.inactive_since end,
           last_message_at          = greatest(s.last_message_at, written_at),
           last_customer_message_at = written_at,
           first_reply_at           = case
               when s.first_reply_at > written_at then s.first_reply_at
               when s.last_agent_message_at > written_at or s.last_bot_message_at > written_at
                   then greatest(s.last_agent_message_at, s.last_bot_message_at) end,
           first_agent_reply_at     = case
               when s.first_agent_reply_at > written_at then s.first_agent_reply_at
               when s.last_agent_message_at > written_at then s.last_agent_message_at end
     where s.id = written_to
       and ((s.last_customer_message_at < written_at) is not false
            or (s.last_customer_message_at = written_at and s.first_reply_at <= written_at));
end
$$;

create or replace function chat.keep_facts() returns trigger
language plpgsql
as $$
begin
    if new.sender = 'customer' then
        update chat.session s
           set last_message_at          = greatest(s.last_message_at, new.sent_at),
               last_customer_message_at = new.sent_at,
               first_reply_at           = case
                   when s.first_reply_at > new.sent_at then s.first_reply_at
                   when s.last_agent_message_at > new.sent_at or s.last_bot_message_at > new.sent_at
                       then greatest(s.last_agent_message_at, s.last_bot_message_at) end,
               first_agent_reply_at     = case
                   when s.first_agent_reply_at > new.sent_at then s.first_agent_reply_at
                   when s.last_agent_message_at > new.sent_at then s.last_agent_message_at end
         where s.id = new.session_id
           and s.status <> 'inactive'
           and ((s.last_customer_message_at < new.sent_at) is not false
                or (s.last_customer_message_at = new.sent_at and s.first_reply_at <= new.sent_at));
        if not found then
            perform chat.keep_facts_of_inactive(new.session_id, new.sent_at);
        end if;
    elsif new.sender = 'agent' then
        update chat.session s
           set last_message_at       = greatest(s.last_message_at, new.sent_at),
               last_agent_message_at = greatest(s.last_agent_message_at, new.sent_at),
               first_reply_at        = coalesce(s.first_reply_at, case
                   when new.sent_at >= s.last_customer_message_at then new.sent_at end),
               first_agent_reply_at  = coalesce(s.first_agent_reply_at, case
                   when new.sent_at >= s.last_customer_message_at then new.sent_at end)
         where s.id = new.session_id
           and ((s.last_agent_message_at < new.sent_at) is not false
                or (s.first_agent_reply_at is null and new.sent_at >= s.last_customer_message_at));
    elsif new.sender = 'bot' then
        update chat.session s
           set last_message_at     = greatest(s.last_message_at, new.sent_at),
               last_bot_message_at = greatest(s.last_bot_message_at, new.sent_at),
               first_reply_at      = coalesce(s.first_reply_at, case
                   when new.sent_at >= s.last_customer_message_at then new.sent_at end)
         where s.id = new.session_id
           and ((s.last_bot_message_at < new.sent_at) is not false
                or (s.first_reply_at is null and new.sent_at >= s.last_customer_message_at));
    else
        update chat.session s
           set last_message_at = new.sent_at
         where s.id = new.session_id
           and (s.last_message_at < new.sent_at) is not false;
    end if;
    return null;
end
$$;

create or replace trigger message_keeps_facts
    after insert on chat.message
    for each row execute function chat.keep_facts();

create or replace trigger message_change_keeps_facts
    after update of session_id, sender, sent_at on chat.message
    for each row
    when ((old.session_id, old.sender, old.sent_at)
          is distinct from (new.session_id, new.sender, new.sent_at))
    execute function chat.keep_facts();

create or replace function chat.refuse_leaving() returns trigger
language plpgsql
as $$
begin
    raise check_violation using
        message = format('participant %s of session %s %s', new.id, new.session_id, tg_argv[0]),
        hint = tg_argv[1];
end
$$;

create or replace trigger participant_leaves_after_joining
    after insert or update of joined_at, left_at on chat.participant
    for each row
    when (new.left_at < new.joined_at)
    execute function chat.refuse_leaving('leaves before joining',
                                         'Let left_at be joined_at or later.');

create or replace trigger participant_leaves_once
    after update of left_at on chat.participant
    for each row
    when (old.left_at is not null and old.left_at is distinct from new.left_at)
    execute function chat.refuse_leaving('has left already',
                                         'Insert another row for somebody who comes back.');

-- Keeps who is connected as a fact of the session. The lock comes first: of two who join or leave
-- at once, the second sees what the first did. Where no fact changes, the session stays untouched.
create or replace function chat.keep_participants() returns trigger
language plpgsql
as $$
begin
    perform 1
       from chat.session s
      where s.id in (old.session_id, new.session_id)
      order by s.id
        for no key update;
    update chat.session s
       set agent_joined_at    = present.agent,
           customer_joined_at = present.customer
      from (select c.id,
                   max(p.joined_at) filter (where p.role = 'agent')    as agent,
                   min(p.joined_at) filter (where p.role = 'customer') as customer
              from chat.session c
              left join chat.participant p on p.session_id = c.id and p.left_at is null
             where c.id in (old.session_id, new.session_id)
             group by c.id) as present
     where s.id = present.id
       and (s.agent_joined_at, s.customer_joined_at)
           is distinct from (present.agent, present.customer);
    return null;
end
$$;

create or replace trigger participant_joins
    after insert on chat.participant
    for each row
    when (new.left_at is null)
    execute function chat.keep_participants();

create or replace trigger participant_changes
    after update of session_id, role, joined_at, left_at on chat.participant
    for each row
    when ((old.session_id, old.role, old.joined_at, old.left_at)
          is distinct from (new.session_id, new.role, new.joined_at, new.left_at))
    execute function chat.keep_participants();

create or replace trigger participant_goes
    after delete on chat.participant
    for each row
    when (old.left_at is null)
    execute function chat.keep_participants();
