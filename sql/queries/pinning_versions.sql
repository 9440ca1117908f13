-- SPDX-License-Identifier: Apache-2.0
-- The versions of the policies that may still judge the session of an agent who has stayed: those
-- that pin, and that a run went by since the last one before the oldest of these agents joined.
--   $1  text  the version to leave out: today's
-- Returns version and policies (JSON text), the newest first. Looks at the sessions only where
-- there is such a version at all.
select v.version, v.policies::text as policies
  from chatsweep.policy_version v
 where v.version <> $1::text
   and v.policies @? '$.**.pin ? (@ == "agent_join")'
   and (select max(r.started_at)
          from chatsweep.run r
         where r.policy_version = v.version and r.state = 'committed')
       >= (select coalesce(max(b.started_at), '-infinity')
             from (select min(f.agent_joined_at) as joined_at
                     from chatsweep.session_facts f) as oldest
             left join chatsweep.run b
                    on b.started_at <= oldest.joined_at
                   and b.state = 'committed'
                   and b.policy_version is not null
            where oldest.joined_at is not null
           having count(oldest.joined_at) > 0)
 order by v.recorded_at desc, v.version
