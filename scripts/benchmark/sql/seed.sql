-- SPDX-License-Identifier: Apache-2.0
-- A chat database of a given size, for scripts/bench: the same for the same figures.
--   :open      sessions that are open, the newest of all but for a quarter of closed ones between
--   :due       of these, how many have been silent for more than 12 hours, spread evenly
--   :closed    sessions that are closed
--   :messages  messages of each session, the last but one the customer's, the last an agent's
-- The facts on the sessions are those that the messages' trigger would have left there; it and the
-- foreign key sleep meanwhile, for the sake of time.
set session_replication_role = replica;

insert into chat.session (tenant, channel, started_at, last_customer_message_at, first_reply_at,
                          first_agent_reply_at, last_agent_message_at, last_message_at, status,
                          closed_at, close_reason)
select format('tenant-%s', p.place % 20),
       (array['whatsapp', 'sms', 'web', 'email'])[1 + p.place % 4],
       t.last_customer_message_at - interval '1 hour',
       t.last_customer_message_at,
       t.last_customer_message_at + interval '1 second',
       t.last_customer_message_at + interval '1 second',
       t.last_customer_message_at + interval '1 second',
       t.last_customer_message_at + interval '1 second',
       case when o.is_open then 'active' else 'closed' end,
       case when not o.is_open then t.last_customer_message_at + interval '12 hours' end,
       case when not o.is_open then 'timeout' end
  from (select :open::bigint, :due::bigint, :closed::bigint,
               :open::bigint + least(:closed::bigint, :open::bigint / 3))
           as n(open, due, closed, mixed)
 cross join generate_series(1, n.open + n.closed) as p(place)
 cross join lateral (select greatest(p.place - (n.open + n.closed - n.mixed), 0))
           as m(mixed_place)
 cross join lateral (select m.mixed_place * n.open / n.mixed as open_place,
                            m.mixed_place > 0 and m.mixed_place * n.open / n.mixed
                                > (m.mixed_place - 1) * n.open / n.mixed as is_open)
           as o
 cross join lateral (select o.open_place * n.due / n.open
                                > (o.open_place - 1) * n.due / n.open as is_due)
           as d
 cross join lateral (select now() - case
                         when not o.is_open then interval '30 days'
                         when d.is_due then interval '13 hours'
                         else interval '1 minute' end
                     - p.place * 7919 % 21600 * interval '1 second')
           as t(last_customer_message_at)
 order by p.place;

insert into chat.message (session_id, sender, sent_at, body)
select s.id,
       case when (:messages - k) % 2 = 1 then 'customer' else 'agent' end,
       case when k = :messages then s.last_message_at
            else s.last_customer_message_at - (:messages - 1 - k) * interval '1 minute' end,
       'The parcel of order ' || s.id || ' has not arrived yet, part ' || k
  from chat.session s
 cross join generate_series(1, :messages) as k
 order by s.id, k;

reset session_replication_role;
vacuum (freeze, analyze) chat.session;
vacuum (freeze, analyze) chat.message;
checkpoint;
