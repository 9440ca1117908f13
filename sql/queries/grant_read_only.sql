-- SPDX-License-Identifier: Apache-2.0
-- Gives a role what every report needs, and nothing else of schema chatsweep: it cannot sweep.
-- The role stands in the setting chatsweep.grantee (set_grantee.sql, in the same transaction).
-- Errors: undefined_object where there is no such role, invalid_grant_operation for the owner.
do $$
declare
    grantee constant text := current_setting('chatsweep.grantee');
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
    if to_regproc('chatsweep.wrote_after') is not null then
        execute format('grant execute on function chatsweep.wrote_after to %I', grantee);
    end if;
end
$$
