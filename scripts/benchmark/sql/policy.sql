-- SPDX-License-Identifier: Apache-2.0
-- The row that the contenders' ledger rows and events name.
insert into chatsweep.policy_version (version, policies) values ('by-hand', '{}');
