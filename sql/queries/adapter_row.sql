-- SPDX-License-Identifier: Apache-2.0
-- The adapter that is installed.
-- Returns one row, or none where there is no adapter:
--   name              text
--   contract_version  int
--   offers            text[]
--   session_table     text  null: not named
--   message_table     text  null: not named
--   fence             text  'foreign_key' or 'trigger'; null: there is none, and no sweep
select name, contract_version, offers,
       session_table::text as session_table, message_table::text as message_table, fence
from chatsweep.adapter
