-- SPDX-License-Identifier: Apache-2.0
-- The contender "naive SQL": as tuned SQL, but it asks the messages for the silence, as one does
-- where the sessions have no columns for it.
with due as materialized (
    select s.id, s.status
      from chat.session s
     where s.closed_at is null
       and not exists (select from chat.message m
                        where m.session_id = s.id
                          and m.sender = 'customer'
                          and m.sent_at > now() - interval '12 hours')
), closed as (
    update chat.session s
       set status       = 'closed',
           closed_at    = now(),
           close_reason = 'timeout'
      from due
     where s.id = due.id
       and s.closed_at is null
    returning s.id, s.tenant, s.environment, s.channel, s.last_customer_message_at, due.status,
              coalesce(s.last_agent_message_at < s.last_customer_message_at, true) as unanswered
), recorded as (
    insert into chatsweep.event (run_id, attempt, session_id, action, policy, policy_version, timer,
                                 reason, clock, clock_at, due_at, unanswered, status_before,
                                 last_customer_message_at, tenant, environment, channel)
    select '00000000-0000-7000-8000-000000000001', 1, id::text, 'close', 'everyone', 'by-hand',
           'timeout', 'timeout', 'last_customer_message', last_customer_message_at,
           last_customer_message_at + interval '12 hours', unanswered, status,
           last_customer_message_at, tenant, environment, channel
      from closed
    returning 1
)
insert into chatsweep.run (run_id, attempt, state, policy_version, outcome, finished_at, due,
                           closed)
select '00000000-0000-7000-8000-000000000001', 1, 'committed', 'by-hand', 'closed',
       clock_timestamp(), count(*), count(*)
  from recorded
