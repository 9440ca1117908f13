-- SPDX-License-Identifier: Apache-2.0
-- The contender "row by row": a client (psql) selects the ids of the sessions that are due, then
-- sends one insert of an event and one update for each, every one a statement and a round trip of
-- its own, all in one transaction.
begin;

insert into chatsweep.run (run_id, attempt, state, policy_version)
values ('00000000-0000-7000-8000-000000000001', 1, 'committed', 'by-hand');

select format($$
           insert into chatsweep.event (run_id, attempt, session_id, action, policy, policy_version,
                                        timer, reason, clock, clock_at, due_at, unanswered,
                                        status_before, last_customer_message_at, tenant,
                                        environment, channel)
           select '00000000-0000-7000-8000-000000000001', 1, id::text, 'close', 'everyone',
                  'by-hand', 'timeout', 'timeout', 'last_customer_message',
                  last_customer_message_at, last_customer_message_at + interval '12 hours',
                  coalesce(last_agent_message_at < last_customer_message_at, true), status,
                  last_customer_message_at, tenant, environment, channel
             from chat.session
            where id = %s and closed_at is null $$, id),
       format($$
           update chat.session
              set status = 'closed', closed_at = now(), close_reason = 'timeout'
            where id = %s and closed_at is null $$, id)
  from chat.session
 where closed_at is null
   and last_customer_message_at <= now() - interval '12 hours'
\gexec

update chatsweep.run
   set outcome = 'closed', finished_at = clock_timestamp(),
       due = (select count(*) from chatsweep.event), closed = (select count(*) from chatsweep.event)
 where run_id = '00000000-0000-7000-8000-000000000001';

commit;
