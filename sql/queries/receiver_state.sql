-- SPDX-License-Identifier: Apache-2.0
-- How a receiver is doing. Its row is locked against being forgotten.
--   $1  text  receiver
-- Returns one row, or none where it is not known: failures integer, problem text, disabled boolean,
-- paused_us bigint (how long it is to be left in peace yet, or null), is_due boolean (whether an
-- attempt is due), next_us bigint (how long until the next attempt that is not due yet, or null).
select
    c.failures,
    c.problem,
    c.disabled_at is not null as disabled,
    case when c.paused_until > clock_timestamp()
         then (extract(epoch from c.paused_until - clock_timestamp()) * 1000000)::bigint
    end as paused_us,
    exists (select
              from chatsweep.delivery d
             where d.receiver = c.name
               and d.state = 'waiting'
               and d.next_attempt_at <= statement_timestamp()) as is_due,
    (select (extract(epoch from min(d.next_attempt_at) - clock_timestamp()) * 1000000)::bigint
       from chatsweep.delivery d
      where d.receiver = c.name
        and d.state = 'waiting'
        and d.next_attempt_at > statement_timestamp()) as next_us
from chatsweep.receiver c
where c.name = $1::text
for key share of c
