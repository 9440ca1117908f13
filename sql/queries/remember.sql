-- SPDX-License-Identifier: Apache-2.0
-- Remember what was done to these sessions; what was remembered under the same name is replaced.
--   $1  text[]         session ids
--   $2  text[]         kinds
--   $3  text[]         names
--   $4  timestamptz[]  the run's instant
--   $5  timestamptz[]  the instants that the timers counted from
-- Of two that are the same but for the instants, the later one stays.
insert into chatsweep.mark (session_id, kind, name, recorded_at, clock_at)
select distinct on (g.session_id, g.kind, g.name)
       g.session_id, g.kind, g.name, g.recorded_at, g.clock_at
  from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
       as g(session_id, kind, name, recorded_at, clock_at)
 order by g.session_id, g.kind, g.name, g.clock_at desc, g.recorded_at desc
on conflict (session_id, kind, name) do update
   set recorded_at = excluded.recorded_at,
       clock_at    = excluded.clock_at
