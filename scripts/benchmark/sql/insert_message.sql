-- SPDX-License-Identifier: Apache-2.0
-- For pgbench: a client writes one message to one of the open sessions, and commits.
--   :first, :last  their ids
\set session random(:first, :last)
insert into chat.message (session_id, sender, sent_at, body)
values (:session, (array['customer', 'agent', 'bot', 'customer'])[1 + :session % 4], now(),
        'Where is my parcel?');
