"""Tests that guard the running of the house: queues, schedules, migrations, templates, imports, style."""

import subprocess
import sys

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.urls import get_resolver

from config import supervisor
from config.celery import app
from tests.servers import BIN, HERE

LAYERS = (
    "assurance", "workshops", "classrooms", "governing_boards", "learning", "accounts", "distribution", "cms",
    "imports", "people", "core",
)  # fmt: skip
OURS = tuple(f"{name}." for name in ("config", "demo", *LAYERS))


def own_tasks() -> list[str]:
    app.loader.import_default_modules()
    return sorted(name for name in app.tasks if name.startswith(OURS))


def queues_consumed() -> set[str]:
    """The queues that the workers of `make run` take from."""
    commands = [command.split() for command in supervisor.processes({}).values()]
    return {words[words.index("-Q") + 1] for words in commands if "-Q" in words}


def test_there_are_tasks_to_guard():
    assert "distribution.tasks.dispatch_due" in own_tasks()
    assert current_app.main == app.main
    assert queues_consumed() == set(supervisor.QUEUES)


@pytest.mark.parametrize("name", own_tasks())
def test_every_task_names_a_queue_that_a_worker_of_ours_takes_from(name):
    assert getattr(app.tasks[name], "queue", None) in queues_consumed(), "say @shared_task(queue=…)"


@pytest.mark.parametrize("entry", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_every_beat_entry_names_a_real_task(entry):
    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in own_tasks()


def test_a_task_that_waits_for_its_acknowledgement_is_not_given_to_another_worker():
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1


def test_the_models_have_their_migrations(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_djangos_own_checks_find_nothing(db):
    call_command("check", fail_level="WARNING")


TEMPLATES = sorted(str(path.relative_to(HERE / "templates")) for path in (HERE / "templates").rglob("*.*"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(name):
    engines["django"].get_template(name)


def test_our_apps_stand_in_the_order_of_the_layers():
    names = [config.name for config in apps.get_app_configs() if "." not in config.name and f"{config.name}." in OURS]
    assert names == list(LAYERS)


def test_no_address_for_sign_up_or_passwords_exists():
    found = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert not [path for path in found if "signup" in path or "password" in path]


def run(*command) -> str:
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=HERE, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_finds_nothing():
    assert run("ruff", "check", ".") == ""


def test_every_floor_imports_only_from_those_below():
    if "[tool.importlinter]" not in (HERE / "pyproject.toml").read_text():
        pytest.skip("no contracts are written down")
    assert run("lint-imports", "--no-cache") == ""


def test_these_tests_run_on_the_python_that_the_house_promises():
    assert sys.version_info >= (3, 11)
