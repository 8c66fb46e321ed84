"""Fixtures for all tests: the cast (tests/cast.py), the servers (tests/servers.py), a browser."""

import base64
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from tests import cast, servers
from tests.servers import wait_until

AXE = servers.HERE / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class OneSite(LoadScopeScheduling):
    """Every test to whichever worker is free; but all walks to one, which starts the site and the browser once."""

    def _split_scope(self, nodeid: str) -> str:
        return "walk" if nodeid.startswith("tests/walk/") else nodeid


def pytest_xdist_make_scheduler(config, log):
    return OneSite(config, log)


@pytest.fixture(scope="session")
def django_db_setup():
    """The database is there already, migrated (tests/servers.py)."""


TransactionTestCase._fixture_teardown = lambda self: servers.restore_database()


@pytest.fixture(autouse=True)
def fresh_cache():
    """Counters, locks and the broker's queues start empty."""
    cache.clear()


# --- The cast -------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(db):
    return cast.officer()


@pytest.fixture
def two_schools(db):
    return cast.two_schools()


@pytest.fixture
def new_governor(db):
    return cast.new_governor()


@pytest.fixture
def clerk(db):
    return cast.clerk()


@pytest.fixture
def councillor(db):
    return cast.councillor()


@pytest.fixture
def police_partner(db):
    return cast.police_partner()


@pytest.fixture
def dsl(db):
    return cast.dsl()


@pytest.fixture
def outsider(db):
    return cast.outsider()


@pytest.fixture
def module(db):
    return cast.module()


@pytest.fixture
def audience(db):
    return cast.all_governors()


@pytest.fixture
def briefing(module, audience):
    return cast.briefing(module, audience)


@pytest.fixture
def issued(briefing, officer, two_schools, new_governor, clerk):
    """The briefing, sent to Gwen and to Noor. Clem is a clerk, so it is not for him."""
    from django.utils import timezone

    from learning.operations import issue_briefing

    return issue_briefing(briefing=briefing, by=officer, now=timezone.now())


# --- Mail -----------------------------------------------------------------------------------------------------------


class Sink:
    """What has arrived at the mail server of the tests since the last `clear()`."""

    def __init__(self, log: Path):
        self.log = log
        self.clear()

    def clear(self) -> None:
        self.start = self.log.stat().st_size

    def messages(self) -> list[dict]:
        """In order of arrival: {"id": Message-ID, "to": recipient, "raw": bytes, "answered": whether we were told}."""
        with self.log.open("rb") as log:
            log.seek(self.start)
            lines = [line for line in log.read().split(b"\n") if line.endswith(b"}")]
        return [{**(row := json.loads(line)), "raw": base64.b64decode(row["raw"])} for line in lines]

    def count(self) -> int:
        with self.log.open("rb") as log:
            log.seek(self.start)
            return log.read().count(b"\n")

    def wait_for(self, count: int, seconds: float = 30) -> list[dict]:
        wait_until(lambda: self.count() >= count, f"{count} messages at the sink", seconds)
        return self.messages()


@pytest.fixture
def sink():
    return Sink(Path(os.environ["TEST_SINK_LOG"]))


@pytest.fixture
def celery_worker_process(transactional_db, tmp_path):
    """Start real Celery workers on the test's own database, broker and sink: `celery_worker_process(**environment)`."""
    started = []

    def start(*arguments, queues="urgent,bulk", concurrency=1, **environment):
        name = f"test{len(started)}"
        process = servers.start(
            [
                servers.BIN / "celery",
                "-A",
                "config",
                "worker",
                "-Q",
                queues,
                "-c",
                concurrency,
                "-n",
                f"{name}@%h",
                "-l",
                "INFO",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
                *arguments,
            ],
            log=tmp_path / f"celery-{name}.log",
            env={**os.environ, "LOG_LEVEL": "INFO", **environment},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            servers.kill_group(process)
        servers.end(process)


@pytest.fixture
def celery_beat_process(transactional_db, tmp_path):
    """A real `celery beat`, with a schedule file of its own."""
    started = []

    def start(**environment):
        process = servers.start(
            [
                servers.BIN / "celery",
                "-A",
                "config",
                "beat",
                "-l",
                "INFO",
                "-s",
                tmp_path / "beat-schedule",
                "--pidfile=",
            ],
            log=tmp_path / "beat.log",
            env={**os.environ, **environment},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        servers.end(process)


# --- A site and a browser -------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def static_files(tmp_path_factory) -> Path:
    """A folder with the static files collected, as an installation has it. To be copied."""
    folder = tmp_path_factory.mktemp("web")
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, cwd=servers.HERE, env={**os.environ, "VAR_DIR": str(folder)}, check=True)
    return folder


class LiveSite:
    """The demonstration council, served by gunicorn in its own folder, its mail in its own mailbox."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = servers.free_port()
        self.url = f"http://localhost:{self.port}"
        self.database = folder / "common-ground.sqlite3"
        self.environment = {
            **os.environ,
            "DEMO": "1",
            "MAIL_RELAY": "mailbox",
            "VAR_DIR": str(folder),
            "PUBLIC_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self.database}",
            "REDIS_URL": os.environ["REDIS_URL"][:-1] + "1",
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

    def start(self, static_files: Path) -> None:
        shutil.copy(servers.sqlite_template(), self.database)
        shutil.copytree(static_files, self.folder, dirs_exist_ok=True)
        self.manage("load_demo")
        self.server = servers.start(
            [
                servers.BIN / "gunicorn",
                "config.wsgi",
                "--bind",
                f"127.0.0.1:{self.port}",
                "--workers",
                1,
                "--threads",
                8,
                "--worker-class",
                "gthread",
                "--log-level",
                "warning",
            ],
            log=self.folder / "gunicorn.log",
            env=self.environment,
        )
        # The first page takes a while on a busy machine, and no test is about that.
        wait_until(lambda: urllib.request.urlopen(f"{self.url}/demo/", timeout=60).status == 200, "gunicorn", 120)
        self.celery = servers.start(
            [
                servers.BIN / "celery",
                "-A",
                "config",
                "worker",
                "-Q",
                "urgent,bulk,films",
                "-c",
                1,
                "-l",
                "WARNING",
                "-B",
                "-s",
                self.folder / "beat-schedule",
                "--without-gossip",
                "--without-mingle",
            ],
            log=self.folder / "celery.log",
            env=self.environment,
        )


@pytest.fixture(scope="session")
def live_site(tmp_path_factory, static_files):
    """The demonstration at `.url`, loaded once for the session. Worker and beat run: mail gets to its mailbox."""
    site = LiveSite(tmp_path_factory.mktemp("live-site"))
    site.start(static_files)
    yield site
    servers.end(site.celery)
    servers.end(site.server)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would refuse every query for it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page in a context of its own: no cookie is shared between tests."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe():
    """`axe(page)`: the violations of WCAG 2.2 AA that axe finds. The browser runs it, so no CSP hinders it."""
    source = AXE.read_text(encoding="utf-8")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

    def violations(page) -> list[str]:
        page.evaluate(source)
        # Not into frames: the letter's frame is sandboxed, and axe's message to it ends as an error on the console.
        result = page.evaluate("options => axe.run(document, options)", {**options, "iframes": False})
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {[node['target'] for node in rule['nodes'][:5]]}"
            for rule in result["violations"]
        ]

    return violations
