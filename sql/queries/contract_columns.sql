-- SPDX-License-Identifier: Apache-2.0
-- The columns that the contract asks of view session_facts, and what the view has of them.
-- Returns one row per column of the contract, in its order:
--   name      text
--   expected  text  its type
--   actual    text  the type that the view gives it; null: the view has no such column
with view as (
    select c.oid
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'chatsweep' and c.relname = 'session_facts'
)
select expected.name, expected.type as expected, format_type(a.atttypid, null) as actual
from (values
    ( 1, 'session_id', 'text'),
    ( 2, 'tenant', 'text'),
    ( 3, 'environment', 'text'),
    ( 4, 'channel', 'text'),
    ( 5, 'handler', 'text'),
    ( 6, 'started_by', 'text'),
    ( 7, 'status', 'text'),
    ( 8, 'labels', 'text[]'),
    ( 9, 'authenticated', 'boolean'),
    (10, 'started_at', 'timestamp with time zone'),
    (11, 'clock_floor_at', 'timestamp with time zone'),
    (12, 'last_customer_message_at', 'timestamp with time zone'),
    (13, 'first_reply_at', 'timestamp with time zone'),
    (14, 'first_agent_reply_at', 'timestamp with time zone'),
    (15, 'last_agent_message_at', 'timestamp with time zone'),
    (16, 'last_bot_message_at', 'timestamp with time zone'),
    (17, 'last_message_at', 'timestamp with time zone'),
    (18, 'snoozed_until', 'timestamp with time zone'),
    (19, 'opted_out_at', 'timestamp with time zone'),
    (20, 'token_issued_at', 'timestamp with time zone'),
    (21, 'token_expires_at', 'timestamp with time zone'),
    (22, 'inactive_since', 'timestamp with time zone'),
    (23, 'agent_joined_at', 'timestamp with time zone'),
    (24, 'customer_joined_at', 'timestamp with time zone'),
    (25, 'last_agent_message_since_join_at', 'timestamp with time zone')
) as expected (place, name, type)
left join pg_attribute a
       on a.attrelid = (select oid from view)
      and a.attname = expected.name
      and a.attnum > 0
      and not a.attisdropped
order by expected.place
