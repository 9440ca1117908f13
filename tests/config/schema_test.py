#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema accepts the example configurations and agrees with the program about the cases
in schema_cases.txt and durations.txt, which the program's own tests read too."""

import json
import pathlib
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    sys.exit(f"{missing}\nhint: install python3-jsonschema and python3-yaml, or run scripts/setup.")

HERE = pathlib.Path(__file__).parent
CONFIG = HERE.parent.parent / "config"


class Loader(yaml.SafeLoader):
    """Reads as YAML 1.2 does, where `on` is a word and not a truth."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), "tf")


def load(text):
    return yaml.load(text, Loader=Loader)


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

    examples = [CONFIG / "chatsweep.yaml", CONFIG / "demo.yaml"]
    for path in examples + sorted((CONFIG / "examples").glob("*.yaml")):
        expect("accepted", path.name, whole.is_valid(load(path.read_text())))
    for verdict, title, text in cases():
        expect(verdict, title, whole.is_valid(load(text)))
    for verdict, title, text in durations():
        expect(verdict, title, duration.is_valid(text))
    print("\n".join(failures) or f"{count} cases agree")
    return 1 if failures or count < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
