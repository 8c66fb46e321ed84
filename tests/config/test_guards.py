"""Tests that guard the running of the house: queues, schedules, migrations, templates, imports, style."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.urls import get_resolver
from wagtail.models import Page, ReferenceIndex

from config import supervisor
from config.celery import app
from core.routes import addresses
from tests.servers import BIN, HERE

LAYERS = (
    "starter", "assurance", "workshops", "classrooms", "governing_boards", "learning", "accounts", "distribution",
    "cms", "imports", "people", "core",
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


def test_djangos_own_checks_find_nothing(db, settings):
    settings.SILENCED_SYSTEM_CHECKS = ["distribution.W001"]  # about this machine's Python (distribution/checks.py)
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


def test_every_layer_imports_only_from_those_below():
    assert run("lint-imports", "--no-cache") == ""


TYPED = ("core", "people", "imports", "cms", "starter", "config")  # those whose types mypy checks strictly
UNTYPED_AT_MOST = 0.05  # of the public functions and methods of an app


def modules(app_name: str) -> list[Path]:
    """All of an app's, but for migrations and the programs that draw the films, which are not part of it."""
    return [path for path in (HERE / app_name).rglob("*.py") if not {"migrations", "film"} & set(path.parts)]


def public_functions(path: Path) -> list[ast.FunctionDef]:
    """Functions of the module and methods of its classes, not those inside functions."""
    found, bodies = [], [ast.parse(path.read_text()).body]
    while bodies:
        for node in bodies.pop():
            if isinstance(node, ast.ClassDef):
                bodies.append(node.body)
            elif isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name.endswith("__")):
                found.append(node)
    return found


def is_annotated(function: ast.FunctionDef) -> bool:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    told = [one for one in (*named, given.vararg, given.kwarg) if one and one.arg not in {"self", "cls"}]
    return function.returns is not None and all(one.annotation is not None for one in told)


@pytest.mark.parametrize("app_name", TYPED)
def test_public_functions_say_what_they_take_and_return(app_name):
    functions = [(path, function) for path in modules(app_name) for function in public_functions(path)]
    bare = [f"{path.relative_to(HERE)}:{one.lineno} {one.name}" for path, one in functions if not is_annotated(one)]
    assert len(bare) <= UNTYPED_AT_MOST * len(functions), bare


@pytest.mark.parametrize("app_name", TYPED)
def test_no_module_outgrows_300_lines(app_name):
    assert [path for path in modules(app_name) if len(path.read_text().splitlines()) > 300] == []


def test_these_tests_run_on_the_python_that_the_house_promises():
    assert sys.version_info >= (3, 11)


# --- Strings that point up --------------------------------------------------------------------------------------------

RANKS = {
    app: rank
    for rank, layer in enumerate(reversed(tomllib.loads((HERE / "pyproject.toml").read_text())
                                          ["tool"]["importlinter"]["contracts"][0]["layers"]))
    for app in layer.split(" | ")
}  # fmt: skip
POINT_UP = {  # (file, text): why it may
    ("cms/blocks.py", "For example /start/"): "shows an editor what an address looks like",
    ("distribution/sending.py", "/l/"): "the link of a message, which accounts opens",
    ("distribution/emails.py", "/l/…"): "the same, in a preview",
    ("distribution/models/mailing.py", "/my/"): "where a message leads that is about nothing in particular",
    ("distribution/emails.py", "/my/"): "the same",
    ("distribution/emails.py", "/start"): "printed at the foot of every message, to be typed",
    ("distribution/emails.py", "/my/details/"): "the same",
}


def owned_addresses() -> dict[str, int]:
    """The fixed part of each address of ours, and the lowest layer whose views answer below it."""
    owned: dict[str, int] = {}
    for address in addresses():
        rank = RANKS.get(getattr(address.view, "view_class", address.view).__module__.partition(".")[0])
        if rank is not None and address.fixed_part != "/":
            owned[address.fixed_part] = min(rank, owned.get(address.fixed_part, rank))
    return owned


def texts(source: str) -> Iterator[str]:
    """The string literals of a module, without its docstrings."""
    tree = ast.parse(source)
    holders = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(node.body[0].value) for node in holders if node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def points_up(text: str, rank: int, owned: dict[str, int]) -> bool:
    """Whether a text of this layer names an address, a label, a template or a module of a layer above it."""
    above = "|".join(app for app, its in RANKS.items() if its > rank)
    if above and re.search(rf"(?<![\w./-])({above})[./](?!example\b)\w", text):
        return True
    named = [part for part in owned if re.search(rf"(?<![\w>-]){part}", f"{text}/")]
    return bool(named) and owned[max(named, key=len)] > rank  # "/my/details/", not "/my/"


def strings_that_point_up(files: dict[str, str]) -> set[tuple[str, str]]:
    owned = owned_addresses()
    return {
        (name, text)
        for name, source in files.items()
        for text in texts(source)
        if points_up(text, RANKS[name.partition("/")[0]], owned)
    }


def test_no_string_points_up():
    """A lower layer that names what stands above it is a list that will forget something."""
    files = {
        str(path.relative_to(HERE)): path.read_text()
        for app in LAYERS
        for path in (HERE / app).rglob("*.py")
        if "migrations" not in path.parts
    }
    found = strings_that_point_up(files)
    assert found - POINT_UP.keys() == set()
    assert POINT_UP.keys() - found == set(), "these do not point up any more"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cms/x.py", 'PRIVATE = ("/boards/",)'),
        ("core/x.py", 'redirect(f"/bookings/{pk}/")'),
        ("accounts/x.py", 'url = settings.PUBLIC_URL + "/schools"'),
        ("people/x.py", 'apps.get_model("learning.Enrolment")'),
        ("distribution/x.py", 'user.has_perm("workshops.add_invitation")'),
        ("learning/x.py", 'render(request, "governing_boards/form.html")'),
        ("people/x.py", 'path = "/admin/briefings/"'),
    ],
)
def test_a_string_that_points_up_is_found(name, source):
    assert len(strings_that_point_up({name: source})) == 1


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("learning/x.py", 'redirect("/my/details/")'),
        ("workshops/x.py", 'user.has_perm("learning.view_briefing")'),
        ("people/x.py", '"""Read by learning.queries, at /boards/."""'),
        ("core/x.py", 'address = "ann@people.example"'),
        ("cms/x.py", 'words = "A page about learning. It is short."'),
    ],
)
def test_other_strings_do_not(name, source):
    assert strings_that_point_up({name: source}) == set()


# --- Records and content --------------------------------------------------------------------------------------------

# What editors compose, and what they choose from: Wagtail says where each of these is used.
CONTENT_APPS = {"cms"}


def test_what_is_not_content_is_a_record_that_wagtails_index_leaves_out():
    """Its index of references is written with every save of a row that it knows, for editors' "used in" alone."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in set(LAYERS) - CONTENT_APPS]
    rows = [model for model in ours if not issubclass(model, Page)]
    assert len(rows) > 50
    assert [model._meta.label for model in rows if not getattr(model, "wagtail_reference_index_ignore", False)] == []
    assert [model._meta.label for model in ReferenceIndex.tracked_models if model in rows] == []
