"""Fixtures for all tests: the cast (tests/cast.py), the servers (tests/servers.py), a browser."""

import base64
import json
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from tests import cast, servers
from tests.servers import wait_until

AXE = servers.HERE / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
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


class Walks(LoadScopeScheduling):
    """Every test to whichever worker is free; but a file of walks as a whole, and all from nothing, one by one.

    These are begun first, on both workers, each of which starts one site for all of them.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/from_nothing/"):
            return "tests/from_nothing/"
        return super()._split_scope(nodeid) if nodeid.startswith("tests/walk/") else nodeid


def pytest_xdist_make_scheduler(config, log):
    return Walks(config, log)


@pytest.fixture(scope="session")
def django_db_setup():
    """The database is there already, migrated (tests/servers.py)."""


TransactionTestCase._fixture_teardown = lambda self: servers.restore_database()


@pytest.fixture(autouse=True)
def fresh_cache():
    """Counters, locks and the broker's queues start empty, and nothing was sent before."""
    cache.clear()
    (Path(settings.VAR_DIR) / "mail-high-water.json").unlink(missing_ok=True)


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


# --- A browser -------------------------------------------------------------------------------------------


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
    """`axe(page)`: the violations of WCAG 2.2 AA that axe finds. The browser runs it, so no CSP hinders it.

    `axe(page, "main", rules)` looks at a part of the page, by those rules alone.
    """
    source = AXE.read_text(encoding="utf-8")

    def violations(page, part: str = "html", rules: tuple[str, ...] = (*WCAG, "best-practice")) -> list[str]:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(source)
        # Not into frames: the letter's frame is sandboxed, and axe's message to it ends as an error on the console.
        options = {"runOnly": rules, "iframes": False, "resultTypes": ["violations"]}
        result = page.evaluate(
            "([part, options]) => axe.run(part === 'html' ? document : document.querySelector(part), options)",
            [part, options],
        )
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {[node['target'] for node in rule['nodes'][:5]]}"
            for rule in result["violations"]
        ]

    return violations
