-- SPDX-License-Identifier: Apache-2.0
-- Write down that a migration is applied, in the transaction that applies it.
--   $1  integer  version
--   $2  text     name
--   $3  text     version of the tool
insert into chatsweep.schema_version (version, name, tool_version)
values ($1::integer, $2::text, $3::text)
