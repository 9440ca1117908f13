-- SPDX-License-Identifier: Apache-2.0
-- The runs whose id begins with a text.
--   $1  text  the beginning of a run id, in either case
-- Returns at most two ids (text), ordered: none is unknown, two is ambiguous.
select distinct run_id::text as run_id
from chatsweep.run
where starts_with(run_id::text, lower($1::text))
order by 1
limit 2
