-- SPDX-License-Identifier: Apache-2.0
-- The next rows of the cursor that load_facts or facts_of declared; none: it is at its end.
fetch forward 5000 from chatsweep_facts
