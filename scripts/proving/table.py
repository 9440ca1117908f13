# SPDX-License-Identifier: Apache-2.0
"""The table that scripts/prove prints: Markdown, so that the README can show it as it is."""

import os
import re
import subprocess

from rows import Row, summed


def commit():
    words = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    return f"{os.cpu_count()} cores, {model.group(1) if model else 'unknown'}"


def _violations(row):
    return f"{row.violations:,}" + (" (broken on purpose)" if row.expected == "some" else "")


def _order(row):
    number = re.match(r"\d+", row.promise)
    return (int(number.group()) if number else 99, row.expected, row.promise)


def as_text(results):
    rows = sorted(summed(Row(**row) for result in results for row in result["rows"]), key=_order)
    lines = ["| promise | trials | violations | seconds |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {row.promise} | {row.trials:,} | {_violations(row)} | {row.seconds:,.0f} |"
        for row in rows
    ]
    runs = "; ".join(f"{each['part']} {each['at']} at {each['commit']}" for each in results)
    return "\n".join(lines) + f"\n\n{machine()}: {runs}"
