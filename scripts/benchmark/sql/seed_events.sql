-- SPDX-License-Identifier: Apache-2.0
-- A ledger with one run and its events, two for each session, and a receiver that wants all of them.
--   events  how many
insert into chatsweep.receiver (name, registered_at) values ('desk', now() - interval '1 hour');

insert into chatsweep.run (run_id, attempt, state, outcome)
values ('00000000-0000-7000-8000-000000000001', 1, 'committed', 'closed');

insert into chatsweep.event (run_id, attempt, session_id, action, kind, policy, policy_version, timer,
                             reason, clock, clock_at, due_at, unanswered, status_before,
                             last_customer_message_at, tenant, environment, channel)
select '00000000-0000-7000-8000-000000000001', 1, (n / 2)::text,
       case n % 2 when 0 then 'warn' else 'close' end,
       case n % 2 when 0 then 'warned' else 'closed' end, 'everyone', 'by-hand', 'timeout',
       'timeout', 'last_customer_message', now(), now(), false, 'active', now(), 'default',
       'production', 'whatsapp'
  from generate_series(0, :events - 1) as n
 order by n % 2, n;
