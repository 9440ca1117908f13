-- SPDX-License-Identifier: Apache-2.0
-- The version of schema chatsweep: that of the last migration applied.
-- Returns one row: version int; 0 before the first migration.
select coalesce(max(version), 0) as version
from chatsweep.schema_version
