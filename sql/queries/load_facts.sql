-- SPDX-License-Identifier: Apache-2.0
-- The first look: a cursor over the facts of the open sessions that may be due.
--   $1  boolean      true: all of them, whatever the bound says
--   $2  timestamptz  cutoff of the clock last_customer_message; null, like each below: not used
--   $3  timestamptz  cutoff of first_agent_reply
--   $4  timestamptz  cutoff of last_agent_message
--   $5  timestamptz  cutoff of last_message
--   $6  timestamptz  cutoff of started
--   $7  timestamptz  cutoff of started, for a customer who never wrote
-- The bound can only be too generous; the judging is not done here. The columns come in binary,
-- in the order in which the program reads them.
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
  from chatsweep.session_facts f
 where $1::boolean
    or f.last_customer_message_at <= $2::timestamptz
    or f.first_agent_reply_at <= $3::timestamptz
    or f.last_agent_message_at <= $4::timestamptz
    or f.last_message_at <= $5::timestamptz
    or f.started_at <= $6::timestamptz
    or (f.last_customer_message_at is null and f.started_at <= $7::timestamptz)
