-- SPDX-License-Identifier: Apache-2.0
-- Fills an empty reference chat schema with 10,000 sessions, by plain psql:
--
--   psql -v at='2026-11-20 12:00:00+00' -f sql/chat/seed.sql
--
-- Without `at` it takes the present. For the same instant it makes the same data.
--
-- What it makes, judged at that instant by two policies, WhatsApp after 24 h and all else after
-- 2 h, each with the fallback to the session's start and without hold_unanswered:
--
--                  sessions    open     due    held
--   all              10,000   8,002   3,806     149   held: snoozed
--   whatsapp          3,999   3,200   1,524      59
--   sms               2,002   1,603     757
--   web               2,999   2,399   1,144
--   messenger         1,000     800     381
--   human             6,004   4,806   2,283        of the due, unanswered: 454
--   bot               1,998   1,598     759
--   ai_agent          1,998   1,598     764
--
-- 1,606 of the open are unanswered, 754 of these due and 50 held; 201 customers never wrote; 399
-- are snoozed: 199 still, 100 without an end, 100 no longer; 299 bear the label vip; 300 are in the
-- sandbox. 50,553 messages, 20,299 participants.
--
-- Tenant 'boundary' holds the edges (6 due, 2 of them at that very instant):
--   9991  9992  9993  whatsapp, last heard 24 h ago: exactly, 1 us less (not due), 1 us more
--   9994  9995        sms, 2 h ago: exactly, 1 us less (not due)
--   9996  9997        sms, the customer's message dated ahead: by 10 min, by 1 min
--   9998  9999        web, question and reply of one instant: reply last, question last
--   10000             messenger, started 4 days ago, not one message
\set ON_ERROR_STOP on
\set QUIET on
\if :{?at}
\else
select now() as at \gset
\endif

begin;

do $$
begin
    if exists (select from chat.session) then
        raise exception 'chat.session is not empty' using
            hint = 'Seed an empty database, so that what it holds is known.';
    end if;
end
$$;

-- Two shuffles of 0 .. 9999, by multiplying with a number that is prime to 10,000: the digits of
-- one say what kind of session it is, the other how long its customer has been silent.
create temporary table seed on commit drop as
with shuffled as (
    select n, n * 7919 % 10000 as kind, (n * 3041 + 17) % 10000 as silence
      from generate_series(1, 9990) as n
), described as (
    select n, kind, silence, kind / 100 as trait,
           (array['whatsapp', 'whatsapp', 'whatsapp', 'whatsapp', 'sms', 'sms',
                  'web', 'web', 'web', 'messenger'])[kind % 10 + 1] as channel,
           (array['human', 'human', 'human', 'human', 'human', 'human',
                  'bot', 'bot', 'ai_agent', 'ai_agent'])[kind / 10 % 10 + 1] as handler,
           case when kind % 10 < 4 then 86400 else 7200 end as timeout
      from shuffled
), timed as (
    -- Half of them evenly up to the timeout, half of them beyond it, ever thinner, up to 21 times.
    select *, case when silence < 5000 then timeout * silence / 5000
                   else timeout + timeout * (silence - 5000::bigint) * (silence - 5000) / 1250000
              end as idle
      from described
)
select n, channel, handler, trait, kind, timeout, idle,
       trait in (36, 37)                                as never_wrote,
       trait % 5 = 0                                    as unanswered,
       2 + kind % 7                                     as messages,
       90 + kind % 60                                   as pace,
       least(idle, 20 + kind % 300)                     as reply,
       :'at'::timestamptz - idle * interval '1 second'  as silent_since,
       case when handler = 'human' then 'agent' else 'bot' end as answerer
  from timed;

-- Who wrote when: customer and answerer in turn up to the customer's last message, then a reply.
create temporary table seed_message on commit drop as
select s.n, i as place,
       case when s.trait = 37 then 'bot'
            when s.trait = 36 then 'agent'
            when i > turn.last then s.answerer
            when (turn.last - i) % 2 = 0 then 'customer'
            else s.answerer end as sender,
       s.silent_since + case when s.never_wrote then (i - 1) * s.pace
                             when i > turn.last then s.reply
                             else (i - turn.last) * s.pace end * interval '1 second' as sent_at
  from seed s
 cross join lateral (select case when s.unanswered then s.messages else s.messages - 1 end) as
       turn (last)
 cross join generate_series(1, case when s.never_wrote then 1 + s.kind % 3 else s.messages end) as i
 where not s.never_wrote or (i - 1) * s.pace <= s.idle;

-- A bot that says somebody will come, and notes of the system: neither is an answer by a human.
insert into seed_message
select n, 90, 'bot', silent_since + least(idle, 5) * interval '1 second'
  from seed
 where unanswered and handler = 'human' and kind / 10 % 10 = 5
union all
select n, 91, 'system', silent_since + least(idle, 400) * interval '1 second'
  from seed
 where trait % 10 = 7;

insert into chat.session (id, tenant, environment, channel, handler, started_by, status, labels,
                          authenticated, started_at, snoozed_until, token_issued_at,
                          token_expires_at, reopened_at, inactive_since, closed_at, close_reason)
overriding system value
select s.n,
       (array['aurora', 'birch', 'cobalt', 'dune', 'ember'])[s.n / 7 % 5 + 1],
       case when s.trait between 33 and 35 then 'sandbox' else 'production' end,
       s.channel, s.handler,
       case s.trait when 36 then 'business' when 37 then 'automation' when 38 then 'business'
                    else 'customer' end,
       case when s.trait < 20 then 'closed' when s.trait < 24 then 'snoozed'
            when s.trait in (29, 30) then 'waiting' when s.trait in (31, 32) then 'inactive'
            else 'active' end,
       case s.trait when 24 then '{vip}' when 25 then '{vip}' when 26 then '{vip,billing}'
                    when 27 then '{billing}' when 28 then '{dispute}' else '{}' end::text[],
       token.signed_in,
       began.at,
       :'at'::timestamptz + case when s.trait in (20, 21) then (1 + s.kind % 48) * interval '1 hour'
                                 when s.trait = 22 then interval '-1 hour' end,
       case when s.channel = 'web' then began.at end,
       case when s.channel = 'web' then began.at + token.validity end,
       case when s.trait = 39 then greatest(s.silent_since,
            :'at'::timestamptz - s.timeout / 2 * interval '1 second') end,
       case when s.trait in (31, 32) then halfway.at end,
       case when s.trait < 20 then halfway.at end,
       case when s.trait < 10 then 'resolved' when s.trait < 20 then 'timeout' end
  from seed s
  join (select n, min(sent_at) as at from seed_message group by n) as began on began.n = s.n
 cross join lateral (select s.silent_since + s.idle / 2 * interval '1 second') as halfway (at)
 cross join lateral (select s.kind / 10 % 10 < 4, case when s.kind / 10 % 10 < 4
                         then interval '6 hours' else interval '1 hour' end)
       as token (signed_in, validity)
 order by s.n;

-- The boundaries, one session each; see the table above.
insert into chat.session (id, tenant, channel, started_at)
overriding system value
select n, 'boundary', channel, :'at'::timestamptz - interval '4 days'
  from (values (9991, 'whatsapp'), (9992, 'whatsapp'), (9993, 'whatsapp'), (9994, 'sms'),
               (9995, 'sms'), (9996, 'sms'), (9997, 'sms'), (9998, 'web'), (9999, 'web'),
               (10000, 'messenger')) as boundary (n, channel)
 order by n;

insert into seed_message
select n, place, sender, :'at'::timestamptz - idle
  from (values (9991, 1, 'customer', interval '24 hours'),
               (9992, 1, 'customer', interval '24 hours' - interval '1 microsecond'),
               (9993, 1, 'customer', interval '24 hours' + interval '1 microsecond'),
               (9994, 1, 'customer', interval '2 hours'),
               (9995, 1, 'customer', interval '2 hours' - interval '1 microsecond'),
               (9996, 1, 'customer', interval '-10 minutes'),
               (9997, 1, 'customer', interval '-1 minute'),
               (9998, 1, 'customer', interval '72 hours'),
               (9998, 2, 'agent',    interval '72 hours'),
               (9999, 1, 'agent',    interval '72 hours'),
               (9999, 2, 'customer', interval '72 hours')) as boundary (n, place, sender, idle);

-- In the order in which they were sent, so that the trigger keeps the facts as it does in life.
insert into chat.message (session_id, sender, sent_at, body)
select n, sender, sent_at,
       case sender when 'customer' then 'Where is my parcel?' when 'agent' then 'Let me look.'
                   when 'bot' then 'Somebody will be with you soon.' else 'assigned' end
  from seed_message
 order by n, sent_at, place;

insert into chat.participant (session_id, role, joined_at, left_at)
select s.id, p.role, s.started_at + p.late * interval '1 second', s.closed_at
  from chat.session s
 cross join lateral (values ('customer', 0),
                            (case s.handler when 'human' then 'agent' else s.handler end, 10),
                            (case when 'vip' = any (s.labels) then 'supervisor' end, 20))
       as p (role, late)
 where p.role is not null
 order by s.id, p.late;

alter table chat.session alter column id restart with 10001;

commit;

analyze chat.session, chat.message, chat.participant;
