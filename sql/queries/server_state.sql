-- SPDX-License-Identifier: Apache-2.0
-- What kind of server this is, before anything is asked of chatsweep's own schema.
-- Returns one row: standby, read only by default, version number, schema there, may use it.
select pg_catalog.pg_is_in_recovery() as standby,
       pg_catalog.current_setting('default_transaction_read_only') = 'on' as read_only,
       pg_catalog.current_setting('server_version_num')::integer as version_number,
       pg_catalog.to_regnamespace('chatsweep') is not null as has_schema,
       coalesce(pg_catalog.has_schema_privilege(
                    pg_catalog.to_regnamespace('chatsweep')::oid, 'usage'), false) as may_use_schema,
       pg_catalog.current_database()::text as database_name,
       current_user::text as role_name
