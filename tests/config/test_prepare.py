"""A database that was made before migrations began anew is noticed, and nothing of it is deleted."""

import os
import sqlite3
import subprocess
import sys

import pytest

from config.prepare import OLD_DATABASE, is_too_old
from config.supervisor import set_aside
from tests import servers

KNOWN = {("people", "0001_initial"), ("auth", "0012_x")}


@pytest.mark.parametrize(
    ("applied", "is_old"),
    [
        ([], False),
        ([("people", "0001_initial"), ("auth", "0012_x")], False),
        ([("people", "0001_initial"), ("people", "0002_more")], True),
        ([("auth", "0001_gone"), ("sessions", "0001_initial")], False),  # other people's migrations are theirs
    ],
)
def test_a_migration_of_ours_that_is_gone_tells(applied, is_old):
    assert is_too_old(applied, KNOWN, {"people"}) is is_old


def dump(database) -> list[str]:
    with sqlite3.connect(database) as connection:
        return list(connection.iterdump())


def test_an_old_database_is_left_as_it_is(tmp_path):
    database = tmp_path / "common-ground.sqlite3"
    with sqlite3.connect(database) as old:
        old.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        old.execute("INSERT INTO django_migrations VALUES (1, 'people', '0009_of_old', '2026-11-01')")
    before = dump(database)
    env = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{database}"}
    assert (
        subprocess.run([sys.executable, "-m", "config.prepare"], cwd=servers.HERE, env=env).returncode == OLD_DATABASE
    )
    assert dump(database) == before


def test_without_anybody_to_ask_it_ends_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", open(os.devnull))
    with pytest.raises(SystemExit, match=r"mv .*var .*var-20.* and then `make run` again"):
        set_aside(tmp_path / "var", is_ours=True)
    with pytest.raises(SystemExit, match="DATABASE_URL"):
        set_aside(tmp_path / "var", is_ours=False)


@pytest.mark.parametrize(("answer", "goes"), [("y", True), ("", False), ("no", False)])
def test_whoever_is_asked_decides(tmp_path, monkeypatch, answer, goes):
    var = tmp_path / "var"
    var.mkdir()
    (var / "kept").touch()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    if goes:
        set_aside(var, is_ours=True)
        assert [path.name for path in tmp_path.glob("var-*/*")] == ["kept"] and not var.exists()
    else:
        with pytest.raises(SystemExit, match="Nothing was changed"):
            set_aside(var, is_ours=True)
        assert (var / "kept").exists()
