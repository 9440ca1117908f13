-- SPDX-License-Identifier: Apache-2.0
-- The ledger: runs, what each did to which session, the policies it went by, and the adapter that
-- shows it the chat database. The view and the functions of the contract are the adapter's.

create table chatsweep.policy_version (
    version     text        primary key,
    policies    jsonb       not null,
    recorded_at timestamptz not null default now()
);

comment on table chatsweep.policy_version is
    'the effective policies as runs used them, by the start of the SHA-256 of their text';

create table chatsweep.run (
    run_id              uuid        not null,
    attempt             int         not null check (attempt >= 1),
    state               text        not null check (state in ('committed', 'failed', 'abandoned')),
    started_at          timestamptz not null default now(),
    finished_at         timestamptz,
    host                text,
    tool_version        text,
    policy_version      text        references chatsweep.policy_version,
    limited_to          text[]      check (cardinality(limited_to) > 0),
    outcome             text        check (outcome in ('closed', 'nothing_due', 'guard', 'busy',
                                                       'failed', 'interrupted', 'unknown')),
    open_sessions       bigint      check (open_sessions >= 0),
    judged              bigint      check (judged >= 0),
    due                 bigint      check (due >= 0),
    closed              bigint      check (closed >= 0),
    held                bigint      check (held >= 0),
    kept_on_second_look bigint      check (kept_on_second_look >= 0),
    skipped_locked      bigint      check (skipped_locked >= 0),
    gone                bigint      check (gone >= 0),
    left_for_next       bigint      check (left_for_next >= 0),
    unanswered          bigint      check (unanswered >= 0),
    future_dated        bigint      check (future_dated >= 0),
    durations_ms        jsonb,
    error               text,
    primary key (run_id, attempt),
    constraint run_closes_only_what_is_due
        check (closed + kept_on_second_look + skipped_locked + gone + left_for_next <= due),
    constraint run_failed_for_a_reason check (state <> 'failed' or error is not null),
    constraint run_committed_means_it_ended_well
        check (state <> 'committed' or outcome is null or outcome in ('closed', 'nothing_due'))
);

create index run_started_at on chatsweep.run (started_at desc);

comment on table chatsweep.run is
    'the ledger: one row per attempt of a run, in the same transaction as what it did';
comment on column chatsweep.run.state is
    'committed with the closings; failed, written afterwards; abandoned: it can never commit';
comment on column chatsweep.run.limited_to is
    'the policies named with --policy; null: all of them acted';

-- No foreign key to run: it would cost every event a lock on that row, and both are written in one
-- transaction by a role that can change neither.
create table chatsweep.event (
    event_id                 bigint      generated always as identity primary key,
    run_id                   uuid        not null,
    attempt                  int         not null,
    session_id               text        not null,
    action                   text        not null,
    policy                   text        not null,
    policy_version           text,
    timer                    text        not null,
    reason                   text        not null,
    clock                    text        not null,
    clock_at                 timestamptz not null,
    due_at                   timestamptz not null,
    unanswered               boolean     not null,
    status_before            text,
    last_customer_message_at timestamptz,
    recorded_at              timestamptz not null default now()
);

create index event_session_id on chatsweep.event (session_id);
create index event_run_id on chatsweep.event (run_id);

comment on table chatsweep.event is
    'what a run did to one session: the audit trail and the outbox; rows are only ever added';

create table chatsweep.adapter (
    the_only_row     boolean     primary key default true check (the_only_row),
    name             text        not null check (name <> ''),
    contract_version int         not null check (contract_version >= 1),
    offers           text[]      not null,
    session_table    regclass,
    message_table    regclass,
    fence            text        check (fence in ('foreign_key', 'trigger')),
    installed_at     timestamptz not null default now(),
    constraint adapter_offers_what_every_rule_needs
        check (offers @> array['last_customer_message_at', 'started_at']),
    constraint adapter_fence_names_both_tables
        check (fence is null or (session_table is not null and message_table is not null))
);

comment on table chatsweep.adapter is
    'the adapter that is installed; a column of session_facts is real when offers names it';
comment on column chatsweep.adapter.fence is
    'what keeps a new message out of a locked session; null: none, and no sweep';

-- Fills in what a run came to. The row is the run's first write, so its counts are not known then,
-- and the role that sweeps may not update it: this does, for the row that the same transaction
-- inserted, once. What is committed can never be altered through it. Counts are named as in the
-- JSON output. Returns whether there was such a row.
create function chatsweep.complete_run(
    run_id uuid, attempt int, outcome text, counts jsonb, durations_ms jsonb)
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

revoke all on all functions in schema chatsweep from public;
