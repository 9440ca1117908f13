# SPDX-License-Identifier: Apache-2.0
"""What scripts/bench runs once the binary is built and the private server is up."""

import argparse
import pathlib

import server
from figures import Results
from parts import PARTS


def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--scale", type=float, default=1.0, help="1: a million sessions (default)")
    size.add_argument("--sessions", type=int, help="the scale in sessions")
    parser.add_argument("--rounds", type=int, default=5, help="laps of each contender (default 5)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the results here")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"there is no part '{part}'; the parts are {', '.join(PARTS)}")
    if options.sessions is not None:
        options.scale = options.sessions / 1_000_000
    if options.scale <= 0 or options.rounds < 1:
        parser.error("the scale must be above zero, and the rounds one or more")
    return options


def main():
    options = parse()
    server.prepare_server()
    results = Results(machine=server.machine(), scale=options.scale, rounds=options.rounds)
    for part in options.parts or PARTS:
        PARTS[part](results, options.scale)
    print(results.as_text())
    if options.json:
        options.json.write_text(results.as_json() + "\n", encoding="utf-8")


main()
