# SPDX-License-Identifier: Apache-2.0
"""The parts of the benchmark. Each seeds what it needs, takes its contenders in turn, round by
round, and adds figures and reaches to the results."""

import os
import subprocess
import sys
from dataclasses import dataclass

import receiver
import server
from figures import Figure, Reach
from lag import lag
from stopwatch import time_process

SWEEP = [server.CHATSWEEP, "sweep", "--timeout", "12h"]


@dataclass
class Size:
    open: int
    due: int
    closed: int
    messages: int

    def __str__(self):
        sessions = self.open + self.closed
        return (f"{sessions:,} sessions, {self.open:,} open, {self.due:,} due, "
                f"{sessions * self.messages:,} messages")


def psql_file(name):
    return server.psql_command(f"--file={server.SQL / name}")


def lap_on_copy(command, seeded, size):
    """One lap on a fresh copy, and proof that it did what it was to do."""
    copy = server.fresh_copy(seeded)
    lap = time_process(command, copy)
    outcome = [int(count) for count in server.ask_file("outcome.sql", copy)[0]]
    if outcome != [size.due, size.due, 1]:
        sys.exit(f"error: {command} left {outcome} sessions closed, events and runs")
    server.drop(copy)
    return lap


def contenders(results, scale):
    size = Size(open=round(300_000 * scale), due=round(100_000 * scale),
                closed=round(700_000 * scale), messages=10)
    commands = {"sweep": SWEEP, "tuned SQL": psql_file("tuned.sql"),
                "naive SQL": psql_file("naive.sql"), "row by row": psql_file("row_by_row.sql")}
    figures = {name: Figure(f"{name}, whole process", "s") for name in commands}
    server.seed("contest", size)
    for _ in range(results.rounds):
        for name, command in commands.items():
            figures[name].laps.append(lap_on_copy(command, "contest", size).seconds)
    server.drop("contest")
    results.figures += figures.values()
    sweep = figures["sweep"]
    results.ratio("sweep over tuned SQL", sweep, figures["tuned SQL"], 1.5)
    results.ratio("sweep over naive SQL", sweep, figures["naive SQL"], 0.8)
    results.ratio("row by row over sweep", figures["row by row"], sweep, 10, "at least")


def timers(results, scale):
    size = Size(open=round(300_000 * scale), due=round(100_000 * scale),
                closed=round(700_000 * scale), messages=0)
    commands = {"one timeout": SWEEP,
                "five policies of four timers": [server.CHATSWEEP, "sweep", "--config",
                                                 str(server.SQL.parent / "timers.yaml")]}
    figures = {name: Figure(f"sweep by {name}", "s") for name in commands}
    server.seed("timers", size)
    for _ in range(results.rounds):
        for name, command in commands.items():
            figures[name].laps.append(lap_on_copy(command, "timers", size).seconds)
    server.drop("timers")
    results.figures += figures.values()
    results.ratio("five policies of four timers over one timeout",
                  figures["five policies of four timers"], figures["one timeout"], 1.25)


def growth(results, scale):
    few = Size(open=round(300_000 * scale), due=round(100_000 * scale),
               closed=round(70_000 * scale), messages=3)
    many = Size(open=few.open, due=few.due, closed=10 * few.closed, messages=10)
    sizes = {"few": few, "many": many}
    figures = {name: Figure(f"sweep of {size.closed:,} closed sessions' database", "s")
               for name, size in sizes.items()}
    for name, size in sizes.items():
        server.seed(name, size)
    for _ in range(results.rounds):
        for name, size in sizes.items():
            figures[name].laps.append(lap_on_copy(SWEEP, name, size).seconds)
    for name in sizes:
        server.drop(name)
    results.figures += figures.values()
    results.ratio("ten times the closed sessions and old messages", figures["many"],
                  figures["few"], 1.1)


def memory(results, scale):
    size = Size(open=round(1_000_000 * scale), due=round(100_000 * scale), closed=0, messages=0)
    server.seed("memory", size)
    figure = Figure(f"peak memory, {size.open:,} open, {size.due:,} due", "MiB")
    for _ in range(min(results.rounds, 3)):
        figure.laps.append(lap_on_copy(SWEEP, "memory", size).peak_mib)
    server.drop("memory")
    results.figures.append(figure)
    results.reaches.append(Reach("peak memory of a sweep", max(figure.laps), 64, unit="MiB"))


def nothing_due(results, _scale):
    size = Size(open=10_000, due=0, closed=20_000, messages=10)
    server.seed("quiet", size)
    server.run_file("warm.sql", "quiet")
    figure = Figure("sweep, nothing due, 10,000 open, whole process", "ms")
    for _ in range(max(21, results.rounds)):
        figure.laps.append(time_process(SWEEP, "quiet").seconds * 1000)
    server.drop("quiet")
    results.figures.append(figure)
    results.reaches.append(Reach("a sweep with nothing due", figure.median, 50, unit="ms"))


def insert_messages(database, synchronous_commit, first, last):
    """Milliseconds per insert, by one pgbench client over some seconds."""
    command = ["pgbench", "--no-vacuum", "--protocol=prepared", "--time=4",
               f"--define=first={first}", f"--define=last={last}",
               f"--file={server.SQL / 'insert_message.sql'}", database]
    environment = {**os.environ, "PGOPTIONS": f"-c synchronous_commit={synchronous_commit}"}
    said = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True).stdout
    return next(float(line.split()[3]) for line in said.splitlines()
                if line.startswith("latency average"))


def messages(results, scale):
    """On one database, in turn with the trigger and without it. With synchronous_commit off, the
    disk does not hide the difference: the limit is for that."""
    size = Size(open=round(300_000 * scale), due=0, closed=0, messages=3)
    server.seed("inbox", size)
    figures = {}
    for _ in range(results.rounds):
        for commit in ("on", "off"):
            for state in ("enable", "disable"):
                server.ask(f"alter table chat.message {state} trigger message_keeps_facts", "inbox")
                server.ask("vacuum chat.session", "inbox")
                figure = figures.setdefault((commit, state), Figure(
                    f"insert a message, {'with' if state == 'enable' else 'without'} the trigger, "
                    f"commit {'waits' if commit == 'on' else 'does not wait'}", "ms"))
                figure.laps.append(insert_messages("inbox", commit, 1, size.open))
    server.drop("inbox")
    results.figures += figures.values()
    results.ratio("trigger, durable commits", figures["on", "enable"], figures["on", "disable"],
                  1.5)
    results.ratio("trigger, commits that do not wait", figures["off", "enable"],
                  figures["off", "disable"], 1.5)


def deliver(database, events, configuration):
    """One lap on a fresh copy, and proof that every event was told once."""
    copy = server.fresh_copy(database)
    with receiver.listening() as told:
        lap = time_process([server.CHATSWEEP, "deliver", "--config", configuration], copy)
        if told() != events:
            sys.exit(f"error: {told()} of {events} events were told")
    server.drop(copy)
    return lap


def delivery(results, scale):
    few, many = round(10_000 * scale), round(100_000 * scale)
    figures = {}
    with receiver.configuration() as configuration:
        for events in (few, many):
            server.seed_events(f"told_{events}", events)
            figures[events] = (Figure(f"delivery of {events:,} events, whole process", "s"),
                               Figure("peak memory of that", "MiB"))
        for _ in range(min(results.rounds, 3)):
            for events, (seconds, peak) in figures.items():
                lap = deliver(f"told_{events}", events, configuration)
                seconds.laps.append(lap.seconds)
                peak.laps.append(lap.peak_mib)
    for events, pair in figures.items():
        server.drop(f"told_{events}")
        results.figures += pair
    results.reaches.append(Reach("events told per second to one local receiver",
                                 many / figures[many][0].median, 1000, "at least", "/s"))
    results.ratio("memory, ten times the events", figures[many][1], figures[few][1], 1.1)


PARTS = {"contenders": contenders, "timers": timers, "growth": growth, "memory": memory,
         "nothing-due": nothing_due, "messages": messages, "delivery": delivery,
         "lag": lag}
