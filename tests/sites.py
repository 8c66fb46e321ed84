"""Whole installations, served by gunicorn in a folder of their own, with worker and beat: for browsers to visit."""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests import servers
from tests.servers import wait_until


class RunningSite:
    """An installation at `.url`, in its own folder and on its own database."""

    redis_database = 1
    first_page = "/"

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = servers.free_port()
        self.url = f"http://localhost:{self.port}"
        self.database = folder / "common-ground.sqlite3"
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
        return self.manage("shell", "--no-imports", "-c", program)

    def prepare(self) -> None:
        """What is done once on a migrated database."""

    def start(self, static_files: Path) -> None:
        shutil.copy(servers.sqlite_template(), self.database)
        shutil.copytree(static_files, self.folder, dirs_exist_ok=True)
        self.prepare()
        web = ["config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", 1, "--threads", 8]
        self.server = servers.start(
            [servers.BIN / "gunicorn", *web, "--worker-class", "gthread", "--log-level", "warning"],
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
        servers.end(self.celery)
        servers.end(self.server)


class DemonstrationSite(RunningSite):
    """The demonstration council, its mail in its own mailbox."""

    first_page = "/demo/"

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.environment |= {"DEMO": "1", "MAIL_RELAY": "mailbox"}

    def prepare(self) -> None:
        self.manage("load_demo")


class EmptySite(RunningSite):
    """An installation as docs/running.md leaves it: groups, one account, no content. Its mail ends at the sink."""

    redis_database = 2
    first_page = "/start/"
    first_officer = "first.officer@council.example"

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.environment |= {"DEMO": "0", "MAIL_RELAY": "smtp", "MAIL_FROM": "briefings@council.example"}

    def prepare(self) -> None:
        self.manage("set_up_roles")
        self.manage("createsuperuser", "--noinput", "--email", self.first_officer)
