-- SPDX-License-Identifier: Apache-2.0
-- All open sessions in one pass.
--   $1  timestamptz  an instant later than this is dated in the future
-- Returns one row: how many are open, the newest customer message that is not dated in the
-- future, and how many sessions have a clock that is.
select count(*) as open_sessions,
       max(f.last_customer_message_at)
           filter (where f.last_customer_message_at <= $1::timestamptz) as newest_customer_message,
       count(*) filter (where f.last_customer_message_at > $1::timestamptz
                           or f.last_agent_message_at > $1::timestamptz
                           or f.last_message_at > $1::timestamptz
                           or f.started_at > $1::timestamptz
                           or f.inactive_since > $1::timestamptz
                           or f.agent_joined_at > $1::timestamptz
                           or f.customer_joined_at > $1::timestamptz) as future_dated
  from chatsweep.session_facts f
