-- SPDX-License-Identifier: Apache-2.0
-- Make this transaction one that writes: its commit then waits for the synchronous standbys, until
-- they have everything that committed before it, too.
-- Returns one row, which does not matter.
select pg_catalog.pg_logical_emit_message(true, 'chatsweep'::text, 'lost commit found'::text)
