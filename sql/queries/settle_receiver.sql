-- SPDX-License-Identifier: Apache-2.0
-- Writes down how a receiver is doing. Another deliverer may have written meanwhile: the longer pause
-- holds, and what was disabled stays so.
--   $1  text     receiver
--   $2  integer  attempts that failed since the last success
--   $3  text     what the last problem was, or null
--   $4  bigint   how many microseconds to leave it in peace, or null
--   $5  boolean  whether it has answered that it wants no more
update chatsweep.receiver
   set failures     = $2::integer,
       problem      = $3::text,
       paused_until = greatest(paused_until,
                               clock_timestamp() + $4::bigint * interval '1 microsecond'),
       disabled_at  = case when $5::boolean then coalesce(disabled_at, clock_timestamp())
                           else disabled_at end
 where name = $1::text
