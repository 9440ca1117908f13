-- SPDX-License-Identifier: Apache-2.0
-- Forget what is remembered of sessions that are not open any more. Asks the adapter for the marked
-- ones alone, through its own key.
-- Returns one row: how many sessions it was about.
with marked as materialized (
    select distinct k.session_id from chatsweep.mark k
), open as materialized (
    select f.session_id
      from chatsweep.facts_of((select array_agg(m.session_id) from marked m)) as f
), forgotten as (
    delete from chatsweep.mark m
     where not exists (select from open o where o.session_id = m.session_id)
    returning m.session_id
)
select count(distinct f.session_id) as sessions from forgotten f
