-- SPDX-License-Identifier: Apache-2.0
-- Let go of the cursor that load_facts or facts_of declared.
close chatsweep_facts
