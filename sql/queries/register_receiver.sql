-- SPDX-License-Identifier: Apache-2.0
-- Makes a receiver of the configuration known, so that the events of every run that begins from now
-- on are for it, or brings what it wants up to date. One that is as it should be is not locked.
--   $1  text    name
--   $2  text[]  the actions whose events it wants; empty: all
--   $3  text[]  the policies; empty: all
-- Returns one row: is_new boolean.
with changed as (
    update chatsweep.receiver r
       set actions = $2::text[], policies = $3::text[]
     where r.name = $1::text
       and (r.actions, r.policies) is distinct from ($2::text[], $3::text[])
), added as (
    insert into chatsweep.receiver (name, actions, policies)
    select $1::text, $2::text[], $3::text[]
     where not exists (select from chatsweep.receiver r where r.name = $1::text)
    on conflict do nothing
    returning 1
)
select exists (select from added) as is_new
