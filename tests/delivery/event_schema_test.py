#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema accepts the bodies in bodies.ndjson, which the program's own tests make word for
word, and refuses them when anything of them is missing, added or of another type."""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError as missing:
    sys.exit(f"{missing}\nhint: install python3-jsonschema, or run scripts/setup.")

HERE = pathlib.Path(__file__).parent
SCHEMA = HERE.parent.parent / "config" / "event.schema.json"

ALTERED = {
    "id": "evt_42",
    "type": "warned",
    "timestamp": "2026-11-20 12:00:00",
    "action": "remind",
    "unanswered": "yes",
    "clock_at": None,
    "role": "guest",
    "session_id": 17,
    "last_customer_message_at": "never",
    "run_id": "42",
    "channel": ["whatsapp"],
}


def main():
    schema = json.loads(SCHEMA.read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    bodies = [json.loads(line) for line in (HERE / "bodies.ndjson").read_text().splitlines()]
    failures, count = [], 0

    def expect(accepted, title, body):
        nonlocal count
        count += 1
        if validator.is_valid(body) != accepted:
            failures.append(f"{title}: the schema {'refuses' if accepted else 'accepts'} it")

    for body in bodies:
        expect(True, body["id"], body)
        expect(False, "a body with the text of a message", body | {"text": "hello"})
        for name in body:
            rest = {key: value for key, value in body.items() if key != name}
            expect(False, f"a body without {name}", rest)
        for name, value in ALTERED.items():
            expect(False, f"a body with {name} {value!r}", body | {name: value})
    for name, details in schema["properties"].items():
        if "description" not in details:
            failures.append(f"{name} has no description")
    print("\n".join(failures) or f"{count} cases agree")
    return 1 if failures or count < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
