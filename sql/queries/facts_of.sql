-- SPDX-License-Identifier: Apache-2.0
-- The second look: a cursor over the facts of these sessions, in a snapshot taken now.
--   $1  text[]  session ids
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
       f.snoozed_until::timestamptz
  from chatsweep.facts_of($1::text[]) f
