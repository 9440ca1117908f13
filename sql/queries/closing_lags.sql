-- SPDX-License-Identifier: Apache-2.0
-- How late the sessions were closed that these runs closed: from due until the run was about to
-- commit.
--   $1  uuid[]  run ids
-- Returns one row for each run that closed something:
--   run_id      text
--   closings    bigint
--   median_us   bigint  microseconds, the lower median
--   p95_us      bigint  the same, which 95 of 100 do not exceed
--   longest_us  bigint
select
    lag.run_id::text as run_id,
    count(*) as closings,
    percentile_disc(0.5) within group (order by lag.us) as median_us,
    percentile_disc(0.95) within group (order by lag.us) as p95_us,
    max(lag.us) as longest_us
from (
    select
        e.run_id,
        (extract(epoch from coalesce(r.finished_at, e.recorded_at) - e.due_at) * 1000000)::bigint
            as us
    from chatsweep.event e
    join chatsweep.run r on r.run_id = e.run_id and r.attempt = e.attempt
    where e.run_id = any($1::uuid[])
      and (e.action = 'close' or (e.action = 'disconnect' and e.route is null))
) as lag
group by lag.run_id
