"""`make bench`: every benchmark on SQLite and on PostgreSQL, with servers of our own, then one table.

    python -m tests.bench [sqlite | postgresql] [step_page | beats | page_weight | bookings | mail | imports ...]

It is no test: it ends well whatever the figures say. docs/performance.md explains them.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench import figures, servers

DATABASES = ("sqlite", "postgresql")
# The order matters: the steps' pages are counted before and after the crowd moves in, and England leaves the most rows.
BENCHMARKS = ("step_page", "beats", "page_weight", "films", "bookings", "mail", "imports", "coverage")
ON_ONE_DATABASE_ONLY = {"page_weight", "films"}  # their bytes do not depend on it
PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
call_command("load_demo")
"""


def environment(folder: Path, database: str, stack: ExitStack) -> dict[str, str]:
    """An installation of its own: servers, folder and secrets that nobody else uses."""
    own = {
        **{name: value for name, value in os.environ.items() if name not in {"MAIL_RELAY", "DATABASE_URL"}},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "WARNING",
        "DEBUG": "0",
        "VAR_DIR": str(folder / "var"),
        "SECRET_KEY": "for benchmarks alone, on a database that is deleted afterwards",
        "EVIDENCE_KEYS": "bench:" + "only for benchmarks " * 2,
        "PUBLIC_URL": f"http://localhost:{servers.free_port()}",
        "REDIS_URL": stack.enter_context(servers.valkey(folder)),
        "SMTP_URL": f"smtp://127.0.0.1:{stack.enter_context(servers.mail_sink())}",
        "BENCH_DATABASE": database,
    }
    own["DATABASE_URL"] = f"sqlite:///{folder / 'var' / 'common-ground.sqlite3'}"
    if database == "postgresql":
        own["DATABASE_URL"], pid = stack.enter_context(servers.postgresql(folder))
        own["BENCH_DATABASE_PID"] = str(pid)
    return own


def run_on(database: str, benchmarks: list[str], results: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="common-ground-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user
        own = environment(folder, database, stack) | {"BENCH_FIGURES": str(results)}
        say(f"{database}: the demonstration council moves in")
        # Its own letters go to its mailbox; what is measured afterwards is an installation like any other.
        subprocess.run(
            [sys.executable, "-c", PREPARE],
            env={**own, "DJANGO_SETTINGS_MODULE": "config.demo_settings"},
            cwd=servers.ROOT,
            check=True,
        )
        for benchmark in benchmarks:
            if benchmark in ON_ONE_DATABASE_ONLY and database != DATABASES[0]:
                continue
            say(f"{database}: {benchmark}")
            done = subprocess.run([sys.executable, "-m", f"tests.bench.{benchmark}"], env=own, cwd=servers.ROOT)
            if done.returncode:
                say(f"{database}: {benchmark} broke off; its figures are missing below")


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", flush=True)


def main() -> None:
    wanted = sys.argv[1:]
    databases = [name for name in DATABASES if name in wanted] or list(DATABASES)
    benchmarks = [name for name in BENCHMARKS if name in wanted] or list(BENCHMARKS)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "figures.jsonl"
        for database in databases:
            try:
                run_on(database, benchmarks, results)
            except (RuntimeError, OSError, subprocess.SubprocessError, IndexError, KeyError) as error:
                say(f"{database} could not be measured: {error}")
        print(f"\n{figures.machine()}\n\n{figures.table(figures.read(results))}\n")


if __name__ == "__main__":
    main()
