# SPDX-License-Identifier: Apache-2.0
"""How long after it was due a session is closed: by a sweep every 12 hours, by one every 5 minutes,
and by `run --on-time`, with what that costs, also while nothing happens."""

import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time

import server
from figures import Figure, Reach

TIMEOUT = ["--timeout", "12h"]
TICKS = os.sysconf("SC_CLK_TCK")
# How long the first sweep of a loop and its first look may take before anything is due.
SETTLED_AFTER = 10


def percentile(lags, percent):
    return lags[min(len(lags) * percent // 100, len(lags) - 1)]


def add_lags(results, name, lags):
    if not lags:
        sys.exit(f"error: {name}: nothing was closed")
    results.figures.append(Figure(f"closing lag {name}, median", "s", [statistics.median(lags)]))
    results.figures.append(Figure(f"closing lag {name}, 99th percentile", "s",
                                  [percentile(lags, 99)]))


def lags_in(database):
    return [float(row[0]) for row in server.ask_file("lags.sql", database)]


def seed(database, sessions, first, span):
    print(f"# seeding {database}: {sessions:,} open sessions, due over {span:,} s", file=sys.stderr)
    server.create(database)
    server.run_file("seed_lag.sql", database, open=sessions, first=first, span=span)


def sweep_after(results, name, sessions, period):
    """One sweep finds what has come due since the one before it."""
    seed("late", sessions, -period, period)
    subprocess.run([server.CHATSWEEP, "sweep", *TIMEOUT, "-q"], check=True,
                   env={**os.environ, "PGDATABASE": "late"})
    add_lags(results, name, lags_in("late"))
    server.drop("late")


def start_loop(database):
    return subprocess.Popen([server.CHATSWEEP, "run", "--on-time", *TIMEOUT, "-q"],
                            env={**os.environ, "PGDATABASE": database}, stdin=subprocess.DEVNULL)


def end_loop(process):
    """Seconds of the processor that it has taken. In the middle of a sweep it ends by the signal."""
    process.send_signal(signal.SIGTERM)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, -signal.SIGTERM):
        sys.exit(f"error: the loop ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def server_seconds():
    """Of the processor, by all backends that have ended."""
    postmaster = (pathlib.Path(os.environ["PGDATA"]) / "postmaster.pid").read_text().split()[0]
    fields = pathlib.Path(f"/proc/{postmaster}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / TICKS


def on_time(results, sessions, seconds):
    seed("prompt", sessions, SETTLED_AFTER, 3600)
    spent, began = server_seconds(), time.monotonic()
    loop = start_loop("prompt")
    time.sleep(SETTLED_AFTER + seconds)
    took = time.monotonic() - began
    overdue = int(server.ask(
        "select count(*) from chat.session where closed_at is null and "
        "last_customer_message_at < now() - interval '12 hours 5 seconds'", "prompt")[0][0])
    own = end_loop(loop)
    lags = lags_in("prompt")
    if overdue:
        sys.exit(f"error: {overdue} sessions were overdue by more than 5 s and not closed")
    server_took = server_seconds() - spent
    rows = int(server.ask("select count(*) from chatsweep.run", "prompt")[0][0])
    server.drop("prompt")
    add_lags(results, "on time", lags)
    results.figures += [
        Figure("closed on time, sessions per second", "/s", [len(lags) / seconds]),
        Figure("rows of the ledger per minute, on time", "/min", [rows * 60 / seconds]),
        Figure("chatsweep's share of one core, on time", "%", [100 * own / took]),
        Figure("the backends' share of one core, on time", "%", [100 * server_took / took])]
    results.reaches.append(Reach(f"99th percentile of the closing lag, {sessions:,} open",
                                 percentile(lags, 99), 2, unit="s"))


def idle(results, sessions, seconds):
    """Counted by the server, which is told to log every statement of that database."""
    seed("idle", sessions, 6 * 3600, 3600)
    server.ask("alter database idle set log_statement = 'all'")
    log = pathlib.Path(os.environ["PGHOST"]) / "data.log"
    loop = start_loop("idle")
    time.sleep(SETTLED_AFTER)
    size = log.stat().st_size
    time.sleep(seconds)
    with log.open(encoding="utf-8", errors="replace") as lines:
        lines.seek(size)
        statements = sum("LOG:  statement: " in line or "LOG:  execute " in line for line in lines)
    end_loop(loop)
    server.drop("idle")
    results.reaches.append(Reach("statements per minute, idle", statements * 60 / seconds, 1,
                                 unit="/min"))


def lag(results, scale):
    sessions = round(100_000 * scale)
    seconds = 180 if scale >= 1 else 30
    server.restart(track_commit_timestamp="on")
    sweep_after(results, "by a sweep every 12 h", sessions, 12 * 3600)
    sweep_after(results, "by a sweep every 5 min", sessions, 300)
    on_time(results, sessions, seconds)
    idle(results, sessions, seconds)
