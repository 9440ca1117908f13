-- SPDX-License-Identifier: Apache-2.0
-- What the installed adapter offers: columns that are real, and optional functions.
-- Returns one row for each name.
select o.name
  from chatsweep.adapter a
 cross join unnest(a.offers) as o(name)
 order by o.name
