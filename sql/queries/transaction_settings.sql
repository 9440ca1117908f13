-- SPDX-License-Identifier: Apache-2.0
-- Settle, for this transaction only, everything that a role or a database may have set otherwise.
--   $1  text  statement_timeout
--   $2  text  lock_timeout
--   $3  text  idle_in_transaction_session_timeout
--   $4  text  client_connection_check_interval
-- Returns one row: the transaction's instant, the database's clock being the only clock.
select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
       pg_catalog.set_config('row_security', 'off', true),
       pg_catalog.set_config('timezone', 'UTC', true),
       pg_catalog.set_config('datestyle', 'ISO', true),
       pg_catalog.set_config('statement_timeout', $1::text, true),
       pg_catalog.set_config('lock_timeout', $2::text, true),
       pg_catalog.set_config('idle_in_transaction_session_timeout', $3::text, true),
       pg_catalog.set_config('client_connection_check_interval', $4::text, true),
       pg_catalog.set_config('cursor_tuple_fraction', '1', true),
       case when pg_catalog.current_setting('synchronous_commit') = 'off'
            then pg_catalog.set_config('synchronous_commit', 'on', true) end
