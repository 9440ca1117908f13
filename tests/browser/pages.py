# SPDX-License-Identifier: Apache-2.0
"""Pages that `chatsweep report --format html` makes of databases of their own."""
import os
import subprocess

HOSTILE_ID = """<b id="pwned">bold</b><script>document.title = 'pwned'</script>"'&amp;"""

# Every id, tenant and channel of the view becomes markup, and some of it is long.
HOSTILE_FACTS = """
alter view chatsweep.session_facts rename to honest_facts;
select 'create view chatsweep.session_facts as select '
    || string_agg(case attname
           when 'session_id' then format('%L || session_id as session_id', :'hostile')
           when 'tenant' then 'repeat(''<i class=pwned>'', 40) || tenant as tenant'
           when 'channel' then format('%L || channel as channel', E'</td></table>\\u202e\\n\\x07')
           else quote_ident(attname) end, ', ' order by attnum)
    || ' from chatsweep.honest_facts'
from pg_attribute
where attrelid = 'chatsweep.honest_facts'::regclass and attnum > 0
\\gexec
"""

CONFIGURATION = """version: 1
interval: 4h
guards: { max_close: 10 }
policies:
  - name: whatsapp
    match: { channel: whatsapp }
    timers:
      - close: { after: 24h, since: last_customer_message }
      - warn: { before_close: 2h, message: goodbye }
    hold_labels: [vip]
  - name: everyone-else-whose-policy-has-a-rather-long-name-without-a-single-blank
    match: {}
    timeout: 2h
    hold_unanswered: true
"""


class Pages:
    """Makes them in a folder. The cluster is the one that PGHOST names."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder
        self.configuration = os.path.join(folder, "chatsweep.yaml")
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION)
        self.databases = []

    def of_a_seeded_database(self):
        """With runs behind it, some of which closed something."""
        database = self._database("seeded")
        self._psql(database, "-f", "sql/chat/seed.sql")
        for most in ("300", "700", "100"):
            self._chatsweep(database, "sweep", "--max-close", "0", "--at-most", most)
        return self._report(database)

    def of_a_hostile_database(self):
        database = self._database("hostile")
        self._psql(database, "-f", "sql/chat/seed.sql")
        self._psql(database, "-v", f"hostile={HOSTILE_ID}", "-f", "-", text=HOSTILE_FACTS)
        return self._report(database)

    def of_an_empty_database(self):
        return self._report(self._database("empty"))

    def close(self):
        for database in self.databases:
            self._psql("postgres", "-c", f"drop database {database}")

    def _database(self, name):
        database = f"chatsweep_page_{os.getpid()}_{name}"
        self._psql("postgres", "-c", f"create database {database}")
        self.databases.append(database)
        self._chatsweep(database, "schema", "apply", "--with-chat", "--adapter", "chat")
        return database

    def _report(self, database):
        path = os.path.join(self.folder, f"{database}.html")
        self._chatsweep(database, "report", "--format", "html", "-o", path)
        return path

    def _chatsweep(self, database, *arguments):
        subprocess.run([self.binary, "-q", "-c", self.configuration, "-d", f"dbname={database}",
                        *arguments], check=True, stdout=subprocess.DEVNULL)

    def _psql(self, database, *arguments, text=None):
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments],
                       check=True, text=True, input=text, stdout=subprocess.DEVNULL)
