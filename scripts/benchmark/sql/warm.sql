-- SPDX-License-Identifier: Apache-2.0
-- Reads what every contender reads, so that none pays for a cold cache.
select count(*) from chat.session;
select count(*) from chat.message;
set enable_seqscan = off;
select count(*) from chat.session where closed_at is null and id > 0;
checkpoint;
