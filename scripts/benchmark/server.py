# SPDX-License-Identifier: Apache-2.0
"""The databases of the benchmark: one is seeded for each size, and each lap gets a fresh copy."""

import os
import pathlib
import platform
import subprocess
import sys

SQL = pathlib.Path(__file__).parent / "sql"
CHATSWEEP = os.environ["CHATSWEEP_BINARY"]

# Checkpoints come when the benchmark says so, nothing works in the background, and the log's files
# are used again, as on a server that has run for a while; what is durable stays durable.
SETTINGS = {"autovacuum": "off", "max_wal_size": "8GB", "min_wal_size": "4GB",
            "checkpoint_timeout": "1d"}


def psql_command(*arguments):
    return ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *arguments]


def ask(sql, database="postgres"):
    """The rows of one query, as lists of texts."""
    command = psql_command("--no-align", "--tuples-only", "--field-separator=\t",
                           f"--dbname={database}", f"--command={sql}")
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line.split("\t") for line in answer.splitlines()]


def ask_file(name, database):
    return ask((SQL / name).read_text(), database)


def run_file(name, database, **variables):
    settings = [f"--set={variable}={value}" for variable, value in variables.items()]
    subprocess.run(psql_command(f"--dbname={database}", *settings, f"--file={SQL / name}"),
                   check=True, stdout=subprocess.DEVNULL)


def prepare_server():
    if "/chatsweep-postgres." not in os.environ.get("PGHOST", ""):
        sys.exit("error: this is for the private server alone\nhint: Run scripts/bench.")
    os.environ["PGOPTIONS"] = "-c client_min_messages=warning"
    for name, value in SETTINGS.items():
        ask(f"alter system set {name} = '{value}'")
    ask("select pg_reload_conf()")


def restart(**settings):
    """For settings that the server takes only when it starts."""
    for name, value in settings.items():
        ask(f"alter system set {name} = '{value}'")
    owner = os.stat(os.environ["PGDATA"])
    who = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    subprocess.run(["pg_ctl", "restart", "--wait", "--mode=fast", f"--pgdata={os.environ['PGDATA']}",
                    f"--log={os.environ['PGHOST']}/data.log"], check=True,
                   stdout=subprocess.DEVNULL, **who)


def create(database):
    """Makes an empty database with the tool's schema and the chat schema's adapter."""
    ask(f"create database {database}")
    subprocess.run([CHATSWEEP, "schema", "apply", "--with-chat", "--adapter", "chat"], check=True,
                   env={**os.environ, "PGDATABASE": database}, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def seed(database, size):
    """Makes a database of that size."""
    print(f"# seeding {database}: {size}", file=sys.stderr)
    create(database)
    run_file("policy.sql", database)
    run_file("seed.sql", database, **vars(size))


def seed_events(database, events):
    """Makes a database whose ledger has one run, with so many events for one receiver."""
    print(f"# seeding {database}: {events:,} events", file=sys.stderr)
    create(database)
    run_file("seed_events.sql", database, events=events)


def fresh_copy(database):
    """A copy, file by file, as the seed left it; read once, and everything written to disk."""
    version = int(ask("show server_version_num")[0][0])
    by_file = "strategy file_copy" if version >= 150000 else ""
    copy = f"{database}_copy"
    drop(copy)
    ask(f"create database {copy} template {database} {by_file}")
    run_file("warm.sql", copy)
    return copy


def drop(database):
    ask(f"drop database if exists {database}")


def machine():
    """What the figures were measured on."""
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"processor": model, "cores": os.cpu_count(), "memory_gib": round(memory, 1),
            "system": platform.platform(),
            "postgresql": ask("show server_version")[0][0],
            "synchronous_commit": ask("show synchronous_commit")[0][0],
            "fsync": ask("show fsync")[0][0],
            "shared_buffers": ask("show shared_buffers")[0][0]}
