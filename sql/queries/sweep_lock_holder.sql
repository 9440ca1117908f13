-- SPDX-License-Identifier: Apache-2.0
-- Who holds the sweep lock.
--   $1  bigint  the lock's key
-- Returns at most one row; address and application are null where the role may not see them.
select l.pid,
       a.application_name::text as application,
       coalesce(host(a.client_addr), 'local') as address,
       a.xact_start as since
  from pg_locks l
  left join pg_stat_activity a on a.pid = l.pid
 where l.locktype = 'advisory'
   and l.granted
   and l.objsubid = 1
   and l.database = (select d.oid from pg_database d where d.datname = current_database())
   and ((l.classid::bigint << 32) | l.objid::bigint) = $1::bigint
 limit 1
