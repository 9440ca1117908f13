-- SPDX-License-Identifier: Apache-2.0
-- The state of any session, open or closed.
--   $1  text  session id
-- Returns one row, or none when there is no such session.
select s.status::text, s.closed_at::timestamptz, s.close_reason::text
  from chatsweep.session_state($1::text) s
