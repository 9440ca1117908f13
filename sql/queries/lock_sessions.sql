-- SPDX-License-Identifier: Apache-2.0
-- Lock the sessions that are still open and that nobody is writing to.
--   $1  text[]  session ids
-- Returns the ids now locked; the others are alive, or gone.
select l.session_id
  from chatsweep.lock_sessions($1::text[]) as l(session_id)
