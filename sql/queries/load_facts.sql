-- SPDX-License-Identifier: Apache-2.0
-- The first look: a cursor over the facts of the open sessions that may be due.
--   $1  boolean      true: all of them, whatever the bound says
--   $2  timestamptz  cutoff of the clock last_customer_message; null, like each below: not used
--   $3  timestamptz  cutoff of first_agent_reply
--   $4  timestamptz  cutoff of last_agent_message
--   $5  timestamptz  cutoff of last_message
--   $6  timestamptz  cutoff of started
--   $7  timestamptz  cutoff of started, for a customer who never wrote
--   $8  timestamptz  cutoff of inactive
--   $9  timestamptz  cutoff of agent_joined
--  $10  boolean      whoever has opted out
--  $11  boolean      whoever has a channel token and has written
--  $12  boolean      whoever has written since the session became inactive
--  $13  boolean      whether to say under which policy version the agent joined
-- A session of which chatsweep remembers something always comes. The bound can only be too
-- generous; the judging is not done here. The columns come in binary, in the order in which the
-- program reads them: those of the contract, the policy version in force when the agent joined (of
-- the last run until then, else of the first one after it), and the marks, as arrays side by side.
declare chatsweep_facts binary no scroll cursor for
select f.session_id::text,
       f.tenant::text,
       f.environment::text,
       f.channel::text,
       f.handler::text,
       f.started_by::text,
       f.status::text,
       f.labels::text[],
       f.started_at::timestamptz,
       f.clock_floor_at::timestamptz,
       f.last_customer_message_at::timestamptz,
       f.first_reply_at::timestamptz,
       f.first_agent_reply_at::timestamptz,
       f.last_agent_message_at::timestamptz,
       f.last_bot_message_at::timestamptz,
       f.last_message_at::timestamptz,
       f.snoozed_until::timestamptz,
       f.opted_out_at::timestamptz,
       f.authenticated::boolean,
       f.token_issued_at::timestamptz,
       f.token_expires_at::timestamptz,
       f.inactive_since::timestamptz,
       f.agent_joined_at::timestamptz,
       f.customer_joined_at::timestamptz,
       f.last_agent_message_since_join_at::timestamptz,
       case when $13::boolean and f.agent_joined_at is not null then coalesce(
           (select r.policy_version
              from chatsweep.run r
             where r.state = 'committed' and r.policy_version is not null
               and r.started_at <= f.agent_joined_at
             order by r.started_at desc
             limit 1),
           (select r.policy_version
              from chatsweep.run r
             where r.state = 'committed' and r.policy_version is not null
               and r.started_at > f.agent_joined_at
             order by r.started_at
             limit 1)) end,
       m.kinds,
       m.names,
       m.recorded_at,
       m.clock_at
  from chatsweep.session_facts f
  left join (select k.session_id,
                    array_agg(k.kind)        as kinds,
                    array_agg(k.name)        as names,
                    array_agg(k.recorded_at) as recorded_at,
                    array_agg(k.clock_at)    as clock_at
               from chatsweep.mark k
              group by k.session_id) as m on m.session_id = f.session_id
 where $1::boolean
    or f.last_customer_message_at <= $2::timestamptz
    or f.first_agent_reply_at <= $3::timestamptz
    or f.last_agent_message_at <= $4::timestamptz
    or f.last_message_at <= $5::timestamptz
    or f.started_at <= $6::timestamptz
    or (f.last_customer_message_at is null and f.started_at <= $7::timestamptz)
    or f.inactive_since <= $8::timestamptz
    or f.agent_joined_at <= $9::timestamptz
    or ($10::boolean and f.opted_out_at is not null)
    or ($11::boolean and f.last_customer_message_at is not null
        and (f.token_issued_at is not null or f.token_expires_at is not null))
    or ($12::boolean and f.last_customer_message_at > f.inactive_since)
    or m.session_id is not null
