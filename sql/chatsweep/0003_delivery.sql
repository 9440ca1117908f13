-- SPDX-License-Identifier: Apache-2.0
-- Delivery: whom events are told, and how far that has come.

alter table chatsweep.event
    add column tenant      text,
    add column environment text,
    add column channel     text;

comment on column chatsweep.event.tenant is
    'of the session, like environment and channel; null before version 3';

create table chatsweep.receiver (
    name          text        primary key check (name <> ''),
    actions       text[]      not null default '{}',
    policies      text[]      not null default '{}',
    registered_at timestamptz not null default now(),
    failures      int         not null default 0 check (failures >= 0),
    problem       text,
    paused_until  timestamptz,
    disabled_at   timestamptz
);

comment on table chatsweep.receiver is
    'whom events are told; a row comes from the configuration when a sweep or a deliverer first sees it';
comment on column chatsweep.receiver.actions is
    'only events of these actions are queued for it, and likewise for policies; empty: of all';
comment on column chatsweep.receiver.registered_at is
    'the events of runs that began before this are not for it';
comment on column chatsweep.receiver.failures is 'attempts that failed since the last success';
comment on column chatsweep.receiver.disabled_at is
    'since it has answered 410, which is to say that it wants no more';

-- A run's events become visible all at once, so a whole run is queued, or not yet. That needs no
-- order among commits, which the events' numbers do not follow.
create table chatsweep.queued_run (
    receiver  text        not null references chatsweep.receiver on delete cascade,
    run_id    uuid        not null,
    attempt   int         not null,
    queued_at timestamptz not null default now(),
    primary key (receiver, run_id, attempt)
);

-- Most runs of a busy timer find nothing to do.
create index run_that_acted on chatsweep.run (started_at) where outcome in ('closed', 'acted');

comment on table chatsweep.queued_run is
    'the runs whose events have been queued for a receiver';

-- No foreign keys: they would cost a hundred thousand rows a lock each, and the one statement that
-- inserts here takes both sides from where they stand.
create table chatsweep.delivery (
    receiver        text        not null,
    event_id        bigint      not null,
    session_id      text        not null,
    state           text        not null default 'waiting'
                                check (state in ('waiting', 'delivered', 'parked')),
    attempts        int         not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz not null default now(),
    last_attempt_at timestamptz,
    problem         text,
    primary key (receiver, event_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- What is delivered leaves both, so that they stay as small as what is left to do.
create index delivery_next on chatsweep.delivery (receiver, next_attempt_at, event_id)
    where state = 'waiting';
create index delivery_of_session on chatsweep.delivery (receiver, session_id, event_id)
    where state = 'waiting';
create index delivery_parked on chatsweep.delivery (receiver, event_id)
    where state = 'parked';

comment on table chatsweep.delivery is
    'one row for each event and receiver that it is for; of a session and a receiver only the first '
    'that is waiting may be sent';
comment on column chatsweep.delivery.state is
    'parked: the last try has failed, and it waits for chatsweep deliver --again';
comment on column chatsweep.delivery.problem is 'of the last attempt, unless that succeeded';

-- Whoever could sweep or report before the upgrade can do so after it.
do $$
declare
    holder text;
begin
    for holder in
        select acl.grantee::regrole::text
          from pg_class c, aclexplode(c.relacl) as acl
         where c.oid = 'chatsweep.run'::regclass
           and acl.privilege_type = 'INSERT'
           and acl.grantee not in (0, c.relowner)
    loop
        execute 'grant insert, update on chatsweep.receiver, chatsweep.delivery to ' || holder;
        execute 'grant insert on chatsweep.queued_run to ' || holder;
    end loop;
    for holder in
        select acl.grantee::regrole::text
          from pg_class c, aclexplode(c.relacl) as acl
         where c.oid = 'chatsweep.run'::regclass
           and acl.privilege_type = 'SELECT'
           and acl.grantee not in (0, c.relowner)
    loop
        execute 'grant select on chatsweep.receiver, chatsweep.queued_run, chatsweep.delivery to '
                || holder;
    end loop;
end
$$;
