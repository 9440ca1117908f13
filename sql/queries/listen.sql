-- SPDX-License-Identifier: Apache-2.0
-- Hear of what may have come due by something that nothing foretells, such as an opt-out. Whoever
-- knows of it says `notify chatsweep_due`. A channel is in no schema.
listen chatsweep_due
