-- SPDX-License-Identifier: Apache-2.0
-- Forget all that is remembered of these sessions.
--   $1  text[]  session ids
delete from chatsweep.mark m
 where m.session_id = any ($1::text[])
