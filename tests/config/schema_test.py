#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema accepts the example configuration and agrees with the program about the cases
in schema_cases.txt and durations.txt, which the program's own tests read too."""

import json
import pathlib
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    sys.exit(f"{missing}\nhint: install python3-jsonschema and python3-yaml, or run scripts/setup.")

HERE = pathlib.Path(__file__).parent
CONFIG = HERE.parent.parent / "config"


def cases():
    """Yields (verdict, title, text) for each block that begins with `### verdict: title`."""
    for block in (HERE / "schema_cases.txt").read_text().split("### ")[1:]:
        heading, text = block.split("\n", 1)
        verdict, title = heading.split(": ", 1)
        yield verdict, title, text


def durations():
    for line in (HERE / "durations.txt").read_text().splitlines():
        if not line.startswith("#"):
            verdict, _, text = line.partition(" ")
            yield verdict, f"duration '{text}'", text


def main():
    schema = json.loads((CONFIG / "chatsweep.schema.json").read_text())
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    whole = validator(schema)
    duration = validator({"$ref": "#/$defs/duration", "$defs": schema["$defs"]})
    failures, count = [], 0

    def expect(verdict, title, found):
        nonlocal count
        count += 1
        if verdict not in ("accepted", "refused"):
            failures.append(f"{title}: the test has the verdict '{verdict}'")
        elif (verdict == "accepted") != found:
            failures.append(f"{title}: the schema {'accepts' if found else 'refuses'} it")

    example = yaml.safe_load((CONFIG / "chatsweep.yaml").read_text())
    expect("accepted", "the example", whole.is_valid(example))
    for verdict, title, text in cases():
        expect(verdict, title, whole.is_valid(yaml.safe_load(text)))
    for verdict, title, text in durations():
        expect(verdict, title, duration.is_valid(text))
    print("\n".join(failures) or f"{count} cases agree")
    return 1 if failures or count < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
