-- SPDX-License-Identifier: Apache-2.0
-- The transaction's instant. Read in a statement of its own, once the zone and the style are set.
select now() as now
