-- SPDX-License-Identifier: Apache-2.0
-- Keep the policies that a run uses, once for each version.
--   $1  text   the version
--   $2  jsonb  the policies
insert into chatsweep.policy_version (version, policies)
values ($1::text, $2::jsonb)
on conflict (version) do nothing
