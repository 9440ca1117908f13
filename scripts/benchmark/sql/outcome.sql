-- SPDX-License-Identifier: Apache-2.0
-- What a contender has done: sessions closed within the last hour, events, runs.
select (select count(*) from chat.session where closed_at > now() - interval '1 hour'),
       (select count(*) from chatsweep.event),
       (select count(*) from chatsweep.run where state = 'committed')
