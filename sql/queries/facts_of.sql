-- SPDX-License-Identifier: Apache-2.0
-- The second look: a cursor over the facts of these sessions, in a snapshot taken now.
--   $1  text[]   session ids
--   $2  boolean  whether to say under which policy version the agent joined
-- Same columns, same order and same cursor as in load_facts.
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
       case when $2::boolean and f.agent_joined_at is not null then coalesce(
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
  from chatsweep.facts_of($1::text[]) f
  left join (select k.session_id,
                    array_agg(k.kind)        as kinds,
                    array_agg(k.name)        as names,
                    array_agg(k.recorded_at) as recorded_at,
                    array_agg(k.clock_at)    as clock_at
               from chatsweep.mark k
              where k.session_id = any ($1::text[])
              group by k.session_id) as m on m.session_id = f.session_id
