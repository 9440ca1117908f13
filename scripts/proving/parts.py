# SPDX-License-Identifier: Apache-2.0
"""What is run for each part. A part takes a file for the output of what it runs and a folder for
reports, and returns rows; it never raises because a promise was broken."""

import functools
import json
import os
import re
import subprocess
import sys
import time

from rows import Row, from_googletest

WITH_POSTGRES = ["scripts/with-postgres", "--fast", "--standby"]

# Of tests/proof, with the promise of those tests that name none themselves.
PROOFS = {
    "race": ("1 no wrong close: the judge himself", ["Judge", "NoWrongClose", "WrongClose"]),
    "faults": (
        "2 all or nothing: at single places",
        [
            "Cut",
            "FailoverDuringTheCommit",
            "FullDisk",
            "KillAtANetworkCall",
            "KillAtAnyInstant",
            "KilledBackend",
            "Locks",
            "MissingStandby",
            "ServerCrash",
            "Terminated",
        ],
    ),
    "cuts": ("2 all or nothing: the connection cut anywhere", ["CutAnywhere"]),
    "bounded": ("4 bounded: single waits", ["Bounded", "StalledProxy", "StoppedBackends"]),
    "failover": (
        "5 failover: single commands",
        ["Failover", "FailoverOfTheLoop", "PrivateCluster"],
    ),
    "poolers": ("6 poolers: single commands", ["Pooled", "Poolers"]),
    "no-way-in": (
        "7 no way in: single tests",
        ["HiddenRows", "HostileValues", "NoWayIn", "Passwords", "Planted", "PlantedInPgTemp"],
    ),
}

# Parts that take so long that they may be run a piece at a time: how many pieces, each a value of
# the parameter of their tests.
PIECES = {"cuts": 4}

# Of tests/sql.
LOCKS = [
    "FenceFacts",
    "RowAge",
    "RowLocks",
    "RowSecurityFacts",
    "Snapshots",
    "TransactionFacts",
    "TriggerFenceFacts",
]

# What the suite runs anyway, and what only a long form has time for.
TOOLS = {
    "sanitizers": (
        "9 clean under tools: address, undefined and leak sanitizers, lines counted",
        "scripts/test --coverage",
    ),
    "threads": ("9 clean under tools: thread sanitizer", "scripts/test --preset tsan"),
    "valgrind": ("9 clean under tools: valgrind", "scripts/check-valgrind"),
    "tidy": ("9 clean under tools: clang-tidy", "scripts/check-tidy"),
}

CANNOT_RUN_HERE = 77


def run(words, output, **variables):
    """The exit status."""
    environment = {**os.environ, **variables}
    return subprocess.run(
        words, stdout=output, stderr=subprocess.STDOUT, env=environment, check=False
    ).returncode


def tests(program, pattern, promise, output, folder):
    report = folder / "report.json"
    words = [program, f"--gtest_filter={pattern}", f"--gtest_output=json:{report}"]
    status = run([*WITH_POSTGRES, *words], output, CHATSWEEP_PROOF="long")
    if not report.exists():
        return [Row(f"{promise}: {program} ended with {status}", 1, 1, 0.0)]
    return from_googletest(report, promise)


def inputs(output, folder):
    report = folder / "report.json"
    run(["scripts/fuzz", "--json", str(report), "600"], output)
    if not report.exists():
        return [Row("8 no input breaks it: the fuzzers could not be run", 1, 1, 0.0)]
    return [Row(**row) for row in json.loads(report.read_text(encoding="utf-8"))]


def trials_and_failures(text, status):
    """As many as ctest says, or a tool in the same way; where nobody does, one."""
    match = re.search(r"(?P<failed>\d+) tests? failed out of (?P<all>\d+)", text) or re.search(
        r"(?P<all>\d+) \w+, (?P<failed>\d+) with findings", text
    )
    trials, failures = (int(match["all"]), int(match["failed"])) if match else (1, 0)
    return trials, max(failures, int(status != 0))


def tool(promise, command, output, _folder):
    began = time.monotonic()
    done = subprocess.run(
        command.split(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    output.write(f"{command}\n{done.stdout}")
    if done.returncode == CANNOT_RUN_HERE:
        print(f"not tried: {done.stdout.splitlines()[-1]}", file=sys.stderr)
        return []
    trials, failures = trials_and_failures(done.stdout, done.returncode)
    return [Row(promise, trials, failures, time.monotonic() - began)]


def _suites(program, suites, promise, piece="*"):
    whole = ":".join(f"{suite}.*" for suite in suites) + ":" if piece == "*" else ""
    pattern = whole + ":".join(f"*/{suite}.*/{piece}" for suite in suites)
    return functools.partial(tests, f"build/proof/tests/{program}", pattern, promise)


def _proofs():
    for part, (promise, suites) in PROOFS.items():
        if part not in PIECES:
            yield part, _suites("proof_tests", suites, promise)
        for piece in range(PIECES.get(part, 0)):
            yield f"{part}-{piece + 1}", _suites("proof_tests", suites, promise, piece)


PARTS = {
    **dict(_proofs()),
    "inputs": inputs,
    **{f"tools-{name}": functools.partial(tool, *each) for name, each in TOOLS.items()},
    "locks": _suites("pg_tests", LOCKS, "10 it does not rot: facts about PostgreSQL"),
}


def suites_in(sources):
    found = set()
    for source in sources:
        text = source.read_text(encoding="utf-8")
        found |= set(re.findall(r"^TEST(?:_F|_P)?\(\s*(\w+),", text, re.MULTILINE))
    return found


def amiss(tests_folder):
    """What is wrong with the lists above, a sentence for each suite that belongs to no part, to
    several, or does not exist, and for each tool that does not exist."""
    listed = [suite for _, suites in PROOFS.values() for suite in suites]
    problems = [f"{suite} is listed twice" for suite in set(listed) if listed.count(suite) > 1]
    for names, pattern in ((listed, "proof/*_test.cpp"), (LOCKS, "sql/*_facts_test.cpp")):
        existing = suites_in(tests_folder.glob(pattern))
        problems += [f"{suite} belongs to no part" for suite in existing - set(names)]
        problems += [f"there is no {suite}" for suite in set(names) - existing]
    programs = {command.split()[0] for _, command in TOOLS.values()}
    problems += [f"there is no {each}" for each in programs if not os.access(each, os.X_OK)]
    return sorted(problems)
