-- SPDX-License-Identifier: Apache-2.0
-- What kind of server this is, before anything is asked of chatsweep's own schema. The search path
-- may still be anybody's, so that not even an operator is looked for in it; and behind a pooler so
-- may default_transaction_read_only, where what the role or the database says is its reset value.
-- Returns one row: standby, the commit of the last transaction that it has replayed and its clock
-- (microseconds since 1970), read only by default, version number, schema there, may use it.
select pg_catalog.pg_is_in_recovery() as standby,
       (extract(epoch from pg_catalog.pg_last_xact_replay_timestamp())
            operator(pg_catalog.*) 1000000)::pg_catalog.int8 as replayed_us,
       (extract(epoch from pg_catalog.clock_timestamp())
            operator(pg_catalog.*) 1000000)::pg_catalog.int8 as now_us,
       case when pg_catalog.current_setting('default_transaction_read_only')
                     operator(pg_catalog.=) 'on'
            then (select s.reset_val operator(pg_catalog.=) 'on'
                    from pg_catalog.pg_settings as s
                   where s.name operator(pg_catalog.=) 'default_transaction_read_only')
            else false end as read_only,
       pg_catalog.current_setting('server_version_num')::pg_catalog.int4 as version_number,
       pg_catalog.to_regnamespace('chatsweep') is not null as has_schema,
       coalesce(pg_catalog.has_schema_privilege(
                    pg_catalog.to_regnamespace('chatsweep')::pg_catalog.oid, 'usage'),
                false) as may_use_schema,
       pg_catalog.current_database()::pg_catalog.text as database_name,
       current_user::pg_catalog.text as role_name
