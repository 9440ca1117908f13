-- SPDX-License-Identifier: Apache-2.0
-- Forgets a receiver, and with it what was delivered to it and what was not. For the owner.
--   $1  text  receiver
-- Returns one row: known boolean, undelivered bigint.
with gone as (
    delete from chatsweep.delivery d
     where d.receiver = $1::text
    returning d.state
), receiver as (
    delete from chatsweep.receiver c
     where c.name = $1::text
    returning 1
)
select exists (select from receiver) as known,
       (select count(*) from gone where state <> 'delivered') as undelivered
