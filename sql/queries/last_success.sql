-- SPDX-License-Identifier: Apache-2.0
-- The last sweep of everything that succeeded: what the interval counts from.
-- Returns one row, or none:
--   run_id       text
--   started_us   bigint  microseconds since 1970
--   finished_us  bigint  the same; null where it was never completed
select
    run_id::text as run_id,
    (extract(epoch from started_at) * 1000000)::bigint as started_us,
    (extract(epoch from finished_at) * 1000000)::bigint as finished_us
from chatsweep.run
where state = 'committed' and limited_to is null
order by started_at desc
limit 1
