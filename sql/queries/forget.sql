-- SPDX-License-Identifier: Apache-2.0
-- Forget these marks; one that has been renewed for another start of its clock stays.
--   $1  text[]         session ids
--   $2  text[]         kinds
--   $3  text[]         names
--   $4  timestamptz[]  the instants that the timers counted from
delete from chatsweep.mark m
 using unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
       as g(session_id, kind, name, clock_at)
 where m.session_id = g.session_id
   and m.kind = g.kind
   and m.name = g.name
   and m.clock_at = g.clock_at
