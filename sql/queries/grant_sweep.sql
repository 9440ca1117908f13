-- SPDX-License-Identifier: Apache-2.0
-- Gives a role what a sweep, its delivery and every report need, and nothing else of schema chatsweep.
-- The role stands in the setting chatsweep.grantee (set_grantee.sql, in the same transaction).
-- Errors: undefined_object where there is no such role, invalid_grant_operation for the owner.
do $$
declare
    grantee constant text := current_setting('chatsweep.grantee');
    optional text;
begin
    if not exists (select from pg_roles where rolname = grantee) then
        raise undefined_object using message = format('role "%s" does not exist', grantee);
    end if;
    if exists (select from pg_namespace
                where nspname = 'chatsweep' and pg_get_userbyid(nspowner) = grantee) then
        raise invalid_grant_operation using
            message = format('role "%s" owns schema chatsweep', grantee),
            hint = 'Grant to a role that owns nothing of it.';
    end if;

    execute format('revoke all on schema chatsweep from %I', grantee);
    execute format('revoke all on all tables in schema chatsweep from %I', grantee);
    execute format('revoke all on all sequences in schema chatsweep from %I', grantee);
    execute format('revoke all on all routines in schema chatsweep from %I', grantee);

    execute format('grant usage on schema chatsweep to %I', grantee);
    execute format('grant select on chatsweep.session_facts, chatsweep.adapter,
                        chatsweep.schema_version, chatsweep.policy_version, chatsweep.run,
                        chatsweep.event, chatsweep.mark, chatsweep.receiver,
                        chatsweep.queued_run, chatsweep.delivery to %I', grantee);
    execute format('grant execute on function chatsweep.facts_of, chatsweep.session_state
                        to %I', grantee);
    execute format('grant insert on chatsweep.policy_version, chatsweep.run, chatsweep.event
                        to %I', grantee);
    execute format('grant insert, update, delete on chatsweep.mark to %I', grantee);
    execute format('grant insert, update on chatsweep.receiver, chatsweep.delivery to %I', grantee);
    execute format('grant insert on chatsweep.queued_run to %I', grantee);
    execute format('grant execute on function chatsweep.lock_sessions, chatsweep.close_sessions,
                        chatsweep.complete_run to %I', grantee);
    foreach optional in array array['close_unchanged', 'set_status', 'leave', 'wrote_after'] loop
        if to_regproc('chatsweep.' || optional) is not null then
            execute format('grant execute on function chatsweep.%I to %I', optional, grantee);
        end if;
    end loop;
end
$$
