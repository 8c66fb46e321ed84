"""What the documents and docstrings name exists: files, make targets, management commands, settings, links."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.config.test_guards import OURS
from tests.servers import HERE

DOCUMENTS = sorted(
    path
    for path in [
        *HERE.glob("*.md"),
        *HERE.glob("docs/**/*.md"),
        *HERE.glob("demo/**/*.md"),
        *HERE.glob("starter/**/*.md"),
    ]
    if "build" not in path.parts
)
TOPS = {name.rstrip(".") for name in OURS} | {"docs", "static", "templates", "tests"}
PATH = re.compile(rf"(?<![\w/.<{{*-])((?:{'|'.join(sorted(TOPS))})/[\w./-]+)")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([^`]+)`")
MADE_WHEN_RUN = ("static/built", "starter/film/build", "tests/bench/results")


def exists(name: str, beside: Path) -> bool:
    name = name.rstrip("./,;:")
    if name.startswith(MADE_WHEN_RUN):
        return True
    return any((base / name).exists() or (base / f"{name}.py").exists() for base in (HERE, HERE / "templates", beside))


def python_files():
    for top in sorted(TOPS - {"docs", "static"}):
        yield from (path for path in (HERE / top).rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(HERE)))
def test_files_that_a_document_names_exist(document):
    text = document.read_text()
    named = {name for code in CODE.findall(text) for name in PATH.findall(code)}
    named |= {name for name in LINK.findall(text) if "://" not in name and not name.startswith("mailto:")}
    if document.name == "CHANGELOG.md":  # names what was
        named = set()
    missing = sorted(name for name in named if "…" not in name and not exists(name, document.parent))
    assert not missing, missing


def test_files_that_docstrings_and_comments_name_exist():
    missing = []
    for path in python_files():
        for name in PATH.findall(path.read_text()):
            if (
                name.endswith((".py", ".md", ".html", ".js", ".txt"))
                and not name.endswith("/x.py")
                and not exists(name, path.parent)
            ):
                missing.append(f"{path.relative_to(HERE)}: {name}")
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(HERE)))
def test_commands_that_a_document_names_exist(document):
    text = document.read_text()
    targets = set(re.findall(r"^([a-z-]+):", (HERE / "Makefile").read_text(), re.M))
    make = set(re.findall(r"`make ([a-z-]+)`", text))
    manage = set(re.findall(r"manage\.py ([a-z_]+)", text))
    unknown = {f"make {name}" for name in make - targets} | {
        f"manage.py {name}" for name in manage - set(get_commands())
    }
    if document.name != "CHANGELOG.md":
        assert not unknown - {"manage.py load_demo", "manage.py make_england"}, unknown
