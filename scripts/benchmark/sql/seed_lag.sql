-- SPDX-License-Identifier: Apache-2.0
-- Open sessions whose 12 hours end one after the other, evenly, for scripts/bench.
--   :open   how many
--   :first  the first one's end, in seconds from now; negative: so long ago
--   :span   the last one's end, in seconds after that
set session_replication_role = replica;

insert into chat.session (tenant, channel, started_at, last_customer_message_at, first_reply_at,
                          first_agent_reply_at, last_agent_message_at, last_message_at)
select format('tenant-%s', place % 20),
       (array['whatsapp', 'sms', 'web', 'email'])[1 + place % 4],
       t.wrote_at - interval '1 hour', t.wrote_at, t.wrote_at, t.wrote_at, t.wrote_at, t.wrote_at
  from generate_series(1, :open) as place
 cross join lateral (select now() - interval '12 hours' + :first * interval '1 second'
                            + (place * 7919::bigint % :open) * :span::float8 / :open
                              * interval '1 second') as t(wrote_at);

reset session_replication_role;
vacuum (freeze, analyze) chat.session;
checkpoint;
