-- SPDX-License-Identifier: Apache-2.0
-- What every migration stands on: the schema, and the record of which migrations it has had.
-- May be run again at any time.

create schema if not exists chatsweep;

comment on schema chatsweep is 'closes chat sessions whose customer has gone silent';

create table if not exists chatsweep.schema_version (
    version      int         primary key check (version >= 1),
    name         text        not null,
    applied_at   timestamptz not null default now(),
    tool_version text        not null
);

comment on table chatsweep.schema_version is
    'one row per migration applied; the greatest version is that of the schema';
