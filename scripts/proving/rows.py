# SPDX-License-Identifier: Apache-2.0
"""One line of the table, and how a report of GoogleTest becomes some."""

import dataclasses
import json
import re


@dataclasses.dataclass
class Row:
    promise: str
    trials: int
    violations: int
    seconds: float
    expected: str = "none"  # "some" where something was broken on purpose


def failed(row):
    found = row.violations > 0
    return row.trials == 0 or found != (row.expected == "some")


def summed(rows):
    """One row for each promise, whose parts were tried a piece at a time."""
    sums = {}
    for row in rows:
        total = sums.setdefault((row.promise, row.expected), Row(row.promise, 0, 0, 0.0, row.expected))
        total.trials += row.trials
        total.violations += row.violations
        total.seconds += row.seconds
    return list(sums.values())


def from_googletest(path, name):
    """A row for each promise that a test has recorded (tests/support/proof.hpp). `name` is the
    promise of the tests that have recorded none: of these each is a trial, and so is each that
    failed although what it recorded is no violation."""
    with open(path, encoding="utf-8") as file:
        suites = json.load(file)["testsuites"]
    rows = []
    rest = Row(name, 0, 0, 0.0)
    for test in (test for suite in suites for test in suite["testsuite"]):
        if test["result"] == "SKIPPED":
            rest.trials += 1
            rest.violations += 1
            continue
        recorded = _recorded(test)
        rows += recorded
        broken = "failures" in test and not any(map(failed, recorded))
        if broken or not recorded:
            rest.trials += 1
            rest.violations += "failures" in test
            rest.seconds += 0.0 if recorded else _seconds(test)
    return rows + ([rest] if rest.trials else [])


def _seconds(test):
    return float(test["time"].removesuffix("s"))


def _recorded(test):
    found = []
    for promise, value in test.items():
        match = re.fullmatch(r"(none|some) (\d+) (\d+)", value) if isinstance(value, str) else None
        if match:
            expected, trials, violations = match.groups()
            found.append(Row(promise, int(trials), int(violations), 0.0, expected))
    for row in found:
        row.seconds = _seconds(test) / len(found)
    return found
