-- SPDX-License-Identifier: Apache-2.0
-- Tells those who listen on the channel chatsweep that there is news, once the transaction commits.
--   $1  text  run
select pg_notify('chatsweep', $1::text)
