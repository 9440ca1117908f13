# SPDX-License-Identifier: Apache-2.0
"""What scripts/prove runs once the tests are built."""

import argparse
import json
import pathlib
import sys
import tempfile
import time

import table
from parts import PARTS, amiss
from rows import failed

FOLDER = pathlib.Path("build/prove")


def parse():
    parser = argparse.ArgumentParser(prog="scripts/prove", description=__doc__)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the table here")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"there is no part '{part}'; the parts are {', '.join(PARTS)}")
    return options


def prove(part):
    """Runs one part and keeps its rows, so that the parts may be run at different times."""
    print(f"{part} ...", file=sys.stderr, flush=True)
    began, commit = time.monotonic(), table.commit()
    log = FOLDER / f"{part}.log"
    # Two parts may run side by side.
    with log.open("w", encoding="utf-8") as output, tempfile.TemporaryDirectory() as reports:
        rows = PARTS[part](output, pathlib.Path(reports))
    result = {
        "part": part,
        "at": time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()),
        "commit": commit,
        "seconds": round(time.monotonic() - began, 1),
        "rows": [vars(row) for row in rows],
    }
    (FOLDER / f"{part}.json").write_text(json.dumps(result), encoding="utf-8")
    for row in filter(failed, rows):
        print(f"broken: {row.promise}; see {log}", file=sys.stderr)
    return rows


def kept():
    for part in PARTS:
        path = FOLDER / f"{part}.json"
        if path.exists():
            yield json.loads(path.read_text(encoding="utf-8"))


def main():
    options = parse()
    if problems := amiss(pathlib.Path("tests")):
        sys.exit("scripts/proving/parts.py: " + "; ".join(problems))
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = [row for part in options.parts or PARTS for row in prove(part)]
    results = list(kept())
    print(table.as_text(results))
    if options.json:
        document = {"machine": table.machine(), "parts": results}
        options.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    sys.exit(1 if any(map(failed, rows)) else 0)


main()
