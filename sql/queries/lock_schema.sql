-- SPDX-License-Identifier: Apache-2.0
-- Wait for whoever is changing the schema, and let the next one wait, until the transaction ends.
-- The key is "chatsche" in ASCII.
select pg_advisory_xact_lock(x'6368617473636865'::bigint)
