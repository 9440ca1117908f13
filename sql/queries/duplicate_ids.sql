-- SPDX-License-Identifier: Apache-2.0
-- How many ids view session_facts shows more than once. Reads every open session.
select count(*) as duplicates
  from (select f.session_id
          from chatsweep.session_facts f
         group by f.session_id
        having count(*) > 1) as repeated
