-- SPDX-License-Identifier: Apache-2.0
-- How many of the sessions that a run closed had a customer who wrote after the close. Only for an
-- adapter that offers wrote_after.
--   $1  uuid[]  run ids
-- Returns one row per run that closed anything: run_id text, wrote_after bigint.
select closed.run_id::text as run_id, count(late.session_id) as wrote_after
from (
    select run_id, array_agg(session_id) as session_ids, array_agg(recorded_at) as instants
      from chatsweep.event
     where run_id = any ($1::uuid[])
       and (action = 'close' or (action = 'disconnect' and route is null))
     group by run_id
) as closed
left join lateral chatsweep.wrote_after(closed.session_ids, closed.instants)
       as late (session_id) on true
group by closed.run_id
order by closed.run_id
