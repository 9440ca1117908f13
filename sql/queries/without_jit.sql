-- SPDX-License-Identifier: Apache-2.0
-- For the statements of this transaction: compiling them would take longer than they run. The planner
-- fears every row that could be due, and a limit spares most of them.
select pg_catalog.set_config('jit', 'off', true)
