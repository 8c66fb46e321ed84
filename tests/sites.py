"""Whole installations, served by gunicorn in a folder of their own, with worker and beat: for browsers to visit."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from datetime import datetime
from pathlib import Path

from tests import servers
from tests.servers import wait_until

# Runs each program that comes in, a line of JSON, and answers with a line that begins with ANSWER.
ANSWER = "answer: "
CONSOLE = f"""
import contextlib, io, json, sys, traceback
import django
django.setup()
from django.db import connections
for line in sys.stdin:
    said, error = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {{}})
    except Exception:
        error = traceback.format_exc()
    connections.close_all()
    print("{ANSWER}" + json.dumps([said.getvalue(), error]), flush=True)
"""


class RunningSite:
    """An installation at `.url`, in its own folder and on its own database."""

    redis_database = 1
    first_page = "/"

    def __init__(self, folder: Path, port: int | None = None):
        self.folder = folder
        self.port = port or servers.free_port()
        self.url = f"http://localhost:{self.port}"
        self.database = folder / "common-ground.sqlite3"
        self.console: subprocess.Popen | None = None
        self.environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "PUBLIC_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "REDIS_URL": f"{os.environ['REDIS_URL'][:-1]}{self.redis_database}",
            "MAIL_FROM": "briefings@common-ground.example",
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *command) -> str:
        """Run a management command on this site's database; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=servers.HERE,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def python(self, program: str) -> str:
        """Run a few lines inside Django on this site's database; what they print."""
        if self.console is None:
            self.console = servers.start(
                [sys.executable, "-c", CONSOLE],
                log=self.folder / "console.log",
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        print(json.dumps(program), file=self.console.stdin, flush=True)
        line = next((line for line in self.console.stdout if line.startswith(ANSWER)), None)
        assert line, (self.folder / "console.log").read_text()[-3000:]
        said, error = json.loads(line.removeprefix(ANSWER))
        assert not error, error
        return said

    def prepare(self) -> None:
        """Fill the folder: database, static files, and what else is there before the first start."""
        shutil.copy(servers.sqlite_template(), self.database)
        shutil.copytree(servers.static_template(), self.folder, dirs_exist_ok=True)

    def start(self) -> None:
        self.prepare()
        web = ["config.wsgi", "-c", "python:config.gunicorn_settings", "--bind", f"127.0.0.1:{self.port}"]
        self.server = servers.start(
            [servers.BIN / "gunicorn", *web, "--workers", 1, "--threads", 8],
            log=self.folder / "gunicorn.log",
            env=self.environment,
        )
        # The first page takes a while on a busy machine, and no test is about that.
        first = f"{self.url}{self.first_page}"
        wait_until(lambda: urllib.request.urlopen(first, timeout=60).status == 200, "gunicorn", 120)
        worker = ["-A", "config", "worker", "-Q", "urgent,bulk,long,films", "-c", 1, "-l", "WARNING"]
        self.celery = servers.start(
            [servers.BIN / "celery", *worker, "-B", "-s", self.folder / "beat-schedule", "--without-gossip",
             "--without-mingle"],
            log=self.folder / "celery.log",
            env=self.environment,
        )  # fmt: skip

    def end(self) -> None:
        for process in (self.console, self.celery, self.server):
            if process:
                servers.end(process)


class DemonstrationSite(RunningSite):
    """The demonstration council, its mail in its own mailbox."""

    first_page = "/demo/"

    def __init__(self, folder: Path, port: int | None = None):
        super().__init__(folder, port)
        self.environment["DJANGO_SETTINGS_MODULE"] = "config.demo_settings"

    def prepare(self) -> None:
        shutil.copytree(demonstration_template(), self.folder, dirs_exist_ok=True)
        replace_in_database(self.database, f"localhost:{PORT_IN_TEMPLATE}", f"localhost:{self.port}")


class EmptySite(RunningSite):
    """An installation as docs/running.md leaves it: groups, one account, no content. Its mail ends at the sink."""

    redis_database = 2
    first_page = "/start/"
    first_officer = "first.officer@council.example"

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.environment["MAIL_FROM"] = "briefings@council.example"

    def prepare(self) -> None:
        super().prepare()
        self.manage("set_up_roles")
        self.manage("createsuperuser", "--noinput", "--email", self.first_officer)


# --- The demonstration, loaded once ---------------------------------------------------------------------------------

PORT_IN_TEMPLATE = 10009  # stands in the letters until a site has a port of its own
NOT_OF_THE_PRODUCT = {"tests", "docs", "node_modules", "var"}


def demonstration_template() -> Path:
    """The folder of a demonstration that was loaded just now: database, media, static files. To be copied.

    Its history ends when it was loaded, so it is made anew every hour, and when anything of the product has changed.
    """

    def make(path: Path) -> Path:
        path.mkdir()
        site = DemonstrationSite(path, PORT_IN_TEMPLATE)
        RunningSite.prepare(site)
        site.manage("load_demo")
        servers.put_into_one_file(site.database)
        return path

    folders = [path for path in servers.HERE.glob("[a-z]*") if path.is_dir() and path.name not in NOT_OF_THE_PRODUCT]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file()]
    return servers.template("demonstration", f"{servers.digest_of(*files)}-{datetime.now():%d-%H}", make)


def replace_in_database(path: Path, old: str, new: str) -> None:
    """Replace `old` in every column of every table of an SQLite database, whether it holds text or bytes."""

    def replaced(value):
        return value.replace(old, new) if isinstance(value, str) else value.replace(old.encode(), new.encode())

    with sqlite3.connect(path) as database:
        database.create_function("replaced", 1, replaced)
        tables = database.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'").fetchall()
        for (table,) in tables:
            for _place, column, *_rest in database.execute(f'PRAGMA table_info("{table}")').fetchall():
                database.execute(
                    f'UPDATE "{table}" SET "{column}" = replaced("{column}") WHERE instr("{column}", ?)', [old]
                )
    database.close()
