-- SPDX-License-Identifier: Apache-2.0
-- How often sweeps of everything have succeeded lately: the last 21 of them, 20 gaps.
-- Returns one row:
--   gaps             bigint  how many gaps were seen; 0: the other two may be null
--   median_gap_us    bigint  microseconds from one start to the next, the lower median
--   last_started_us  bigint  the last one's start, in microseconds since 1970
with recent as (
    select started_at
      from chatsweep.run
     where state = 'committed' and limited_to is null
     order by started_at desc
     limit 21
), gap as (
    select started_at, started_at - lag(started_at) over (order by started_at) as length
      from recent
)
select
    count(length) as gaps,
    (extract(epoch from percentile_disc(0.5) within group (order by length)) * 1000000)::bigint
        as median_gap_us,
    (extract(epoch from max(started_at)) * 1000000)::bigint as last_started_us
from gap
