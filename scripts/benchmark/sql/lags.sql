-- SPDX-License-Identifier: Apache-2.0
-- The closing lag of every session that was closed: from its due instant to the commit, in seconds.
select extract(epoch from pg_xact_commit_timestamp(e.xmin) - e.due_at)
  from chatsweep.event e
 where e.action = 'close'
 order by 1
