-- SPDX-License-Identifier: Apache-2.0
-- Timers that do more than close: what chatsweep remembers of a session, what an event says to
-- those who hear of it, and what a run did apart from closing.

create table chatsweep.mark (
    session_id  text        not null check (session_id <> ''),
    kind        text        not null check (kind in ('warned', 'inactive', 'idle', 'recorded')),
    name        text        not null default '',
    recorded_at timestamptz not null,
    clock_at    timestamptz not null,
    primary key (session_id, kind, name),
    constraint mark_names_what_it_is_about check (name <> '' or kind = 'inactive')
);

comment on table chatsweep.mark is
    'what chatsweep remembers of an open session, from what it did to it; gone when it no longer '
    'applies';
comment on column chatsweep.mark.name is
    'warned, recorded: the timer; idle: the role; inactive: empty, or status where the database keeps '
    'the status itself';
comment on column chatsweep.mark.recorded_at is
    'the instant of the run that did it, which later timers count from';
comment on column chatsweep.mark.clock_at is
    'the instant that the timer counted from; the mark applies while that clock stands there';

alter table chatsweep.event
    add column kind    text,
    add column role    text,
    add column message text,
    add column route   text;

comment on column chatsweep.event.kind is 'what receivers know it by; null before version 2';
comment on column chatsweep.event.role is 'of timers for participants';
comment on column chatsweep.event.message is 'the template that a warning names';
comment on column chatsweep.event.route is 'the flow that a disconnect leads to';

alter table chatsweep.run
    add column actions jsonb check (jsonb_typeof(actions) = 'object'),
    drop constraint run_outcome_check,
    add constraint run_outcome_check
        check (outcome in ('closed', 'acted', 'nothing_due', 'guard', 'busy', 'failed',
                           'interrupted', 'unknown')),
    drop constraint run_closes_only_what_is_due,
    add constraint run_closes_only_what_is_due check (closed <= due),
    drop constraint run_committed_means_it_ended_well,
    add constraint run_committed_means_it_ended_well
        check (state <> 'committed' or outcome is null
               or outcome in ('closed', 'acted', 'nothing_due'));

comment on column chatsweep.run.actions is
    'due and done of each action; without close where that is due and closed; null: nothing else';
comment on column chatsweep.run.due is 'due to end, by whatever action';
comment on column chatsweep.run.skipped_locked is
    'of everything that was due, like kept_on_second_look, gone and left_for_next';

-- Takes the place of the one without `actions`, and promises the same: it fills in what a run came
-- to, in the row that the same transaction inserted, once. What is committed can never be altered
-- through it. Counts are named as in the JSON output. Returns whether there was such a row.
create function chatsweep.complete_run(
    run_id uuid, attempt int, outcome text, counts jsonb, durations_ms jsonb, actions jsonb)
returns boolean
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    with completed as (
        update chatsweep.run r
           set finished_at         = clock_timestamp(),
               outcome             = complete_run.outcome,
               open_sessions       = (counts ->> 'open')::bigint,
               judged              = (counts ->> 'judged')::bigint,
               due                 = (counts ->> 'due')::bigint,
               closed              = (counts ->> 'closed')::bigint,
               held                = (counts ->> 'held')::bigint,
               kept_on_second_look = (counts ->> 'kept_on_second_look')::bigint,
               skipped_locked      = (counts ->> 'skipped_locked')::bigint,
               gone                = (counts ->> 'gone')::bigint,
               left_for_next       = (counts ->> 'left_for_next')::bigint,
               unanswered          = (counts ->> 'unanswered')::bigint,
               future_dated        = (counts ->> 'future_dated')::bigint,
               actions             = complete_run.actions,
               durations_ms        = complete_run.durations_ms
         where r.run_id = complete_run.run_id
           and r.attempt = complete_run.attempt
           and r.state = 'committed'
           and r.finished_at is null
           and r.xmin = pg_current_xact_id()::xid
        returning 1
    )
    select exists (select from completed)
$$;

-- A new function is everybody's, and a new table nobody's: whoever could sweep or report before
-- the upgrade can do so after it.
revoke all on all functions in schema chatsweep from public;

do $$
declare
    holder text;
begin
    for holder in
        select acl.grantee::regrole::text
          from pg_proc p, aclexplode(p.proacl) as acl
         where p.oid = 'chatsweep.complete_run(uuid, int, text, jsonb, jsonb)'::regprocedure
           and acl.grantee not in (0, p.proowner)
    loop
        execute 'grant execute on function chatsweep.complete_run(uuid, int, text, jsonb, jsonb, '
                'jsonb) to ' || holder;
        execute 'grant insert, update, delete on chatsweep.mark to ' || holder;
    end loop;
    for holder in
        select acl.grantee::regrole::text
          from pg_class c, aclexplode(c.relacl) as acl
         where c.oid = 'chatsweep.run'::regclass
           and acl.privilege_type = 'SELECT'
           and acl.grantee not in (0, c.relowner)
    loop
        execute 'grant select on chatsweep.mark to ' || holder;
    end loop;
end
$$;

drop function chatsweep.complete_run(uuid, int, text, jsonb, jsonb);
