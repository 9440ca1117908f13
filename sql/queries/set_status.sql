-- SPDX-License-Identifier: Apache-2.0
-- Give these sessions, which are locked, a status.
--   $1  text[]  session ids
--   $2  text    the status
-- Returns the ids of those that have it now; all of them, or the adapter is broken.
select s.session_id
  from chatsweep.set_status($1::text[], $2::text) as s(session_id)
