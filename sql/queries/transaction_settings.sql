-- SPDX-License-Identifier: Apache-2.0
-- Settle, for this transaction only, everything that a role, a database or another client of a
-- pooler may have set otherwise. Until then the search path is theirs: every function, operator and
-- type is named with its schema.
--   $1  text  statement_timeout
--   $2  text  lock_timeout
--   $3  text  idle_in_transaction_session_timeout
--   $4  text  client_connection_check_interval; and tcp_user_timeout, for a server that is writing
--             rows to somebody who does not read them looks neither after its client nor at any
--             of its own timeouts
-- Returns one row: what was set.
select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
       pg_catalog.set_config('row_security', 'off', true),
       pg_catalog.set_config('timezone', 'UTC', true),
       pg_catalog.set_config('datestyle', 'ISO', true),
       pg_catalog.set_config('statement_timeout', $1::pg_catalog.text, true),
       pg_catalog.set_config('lock_timeout', $2::pg_catalog.text, true),
       pg_catalog.set_config('idle_in_transaction_session_timeout', $3::pg_catalog.text, true),
       pg_catalog.set_config('client_connection_check_interval', $4::pg_catalog.text, true),
       pg_catalog.set_config('tcp_user_timeout', $4::pg_catalog.text, true),
       pg_catalog.set_config('cursor_tuple_fraction', '1', true),
       -- By a warning the server says that it waits for no standby any longer.
       pg_catalog.set_config('client_min_messages', 'warning', true),
       case when pg_catalog.current_setting('synchronous_commit') operator(pg_catalog.=) 'off'
            then pg_catalog.set_config('synchronous_commit', 'on', true) end,
       case when pg_catalog.current_setting('session_replication_role')
                     operator(pg_catalog.<>) 'origin'
            then pg_catalog.set_config('session_replication_role', 'origin', true) end
