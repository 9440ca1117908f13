-- SPDX-License-Identifier: Apache-2.0
-- The name of a set of policies: the beginning of the hash of its canonical text.
--   $1  text  the policies, canonical JSON
select left(encode(sha256(convert_to($1::text, 'UTF8')), 'hex'), 12) as version
