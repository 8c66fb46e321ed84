"""Commands typed beside the demonstration find it; an installation of its own is never taken for one."""

import os
import shutil
import subprocess
import sys

import pytest

from config.demo_env import join_the_demonstration, note_the_demonstration
from tests.servers import HERE, sqlite_template

NOTED = {
    "DJANGO_SETTINGS_MODULE": "config.demo_settings",
    "PUBLIC_URL": "http://localhost:8000",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


@pytest.fixture
def var(tmp_path):
    note_the_demonstration({**NOTED, "VAR_DIR": str(tmp_path)})
    return {"VAR_DIR": str(tmp_path)}


def test_a_command_without_settings_joins_the_demonstration(var):
    env = dict(var)
    join_the_demonstration(env)
    assert env == {**var, **NOTED}


@pytest.mark.parametrize("own", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "DJANGO_SETTINGS_MODULE"])
def test_whoever_has_settings_keeps_them(var, own):
    env = {**var, own: "mine"}
    join_the_demonstration(env)
    assert env == {**var, own: "mine"}


@pytest.mark.parametrize("note", [None, "", "{", "[]", '{"PUBLIC_URL": 1}', '{"PUBLIC_URL": "http://localhost"}'])
def test_without_a_note_nothing_is_guessed(tmp_path, note):
    if note is not None:
        (tmp_path / "demonstration.json").write_text(note)
    env = {"VAR_DIR": str(tmp_path)}
    join_the_demonstration(env)
    assert env == {"VAR_DIR": str(tmp_path)}


@pytest.mark.parametrize("changes", [{"DJANGO_SETTINGS_MODULE": "config.settings"}, {"DATABASE_URL": "postgres://x"}])
def test_only_a_demonstration_on_its_own_file_is_noted(tmp_path, changes):
    note_the_demonstration({**NOTED, "VAR_DIR": str(tmp_path), **changes})
    assert not (tmp_path / "demonstration.json").exists()


def test_the_import_command_needs_nothing_but_the_file(var, tmp_path):
    """The demonstration need not even be running."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    manage = [sys.executable, "manage.py"]
    shutil.copy(sqlite_template(), tmp_path / "common-ground.sqlite3")
    empty = tmp_path / "empty.csv"
    empty.touch()
    command = [*manage, "import_directory", "links", str(empty), "--json"]
    done = subprocess.run(command, cwd=HERE, env={**clean, **var}, capture_output=True, text=True)
    assert done.returncode == 1 and "0 bytes" in done.stdout
