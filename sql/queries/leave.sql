-- SPDX-License-Identifier: Apache-2.0
-- Let the participants of these roles leave these sessions, which are locked.
--   $1  text[]  session ids
--   $2  text[]  roles
-- Returns the ids of the sessions that somebody left.
select l.session_id
  from chatsweep.leave($1::text[], $2::text[]) as l(session_id)
