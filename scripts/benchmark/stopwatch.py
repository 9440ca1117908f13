# SPDX-License-Identifier: Apache-2.0
"""How long a whole process takes, and how much memory it needs at its peak."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass
class Lap:
    seconds: float
    peak_mib: float


def time_process(command, database):
    """One lap. A child of the child costs nothing here: none of the contenders has one."""
    environment = {**os.environ, "PGDATABASE": database}
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"error: {' '.join(command)} ended with {process.returncode}")
    return Lap(seconds=seconds, peak_mib=usage.ru_maxrss / 1024)
