"""Who answers for personal data. Apps register here, in whatever order; they are asked in the order of their names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps as installed
from django.db import models

from people.personal_record import PersonRecord
from people.privacy.declarations import Declaration, Retention
from people.privacy.identifiers import Identifiers, identifiers_of
from people.privacy.scrubbing import scrub


class BusyWithThem(Exception):
    """Somebody's rows are in use just now, so they cannot be erased yet. The message says what to do."""


@dataclass(frozen=True)
class Event:
    """One line of a person's history."""

    at: datetime
    what: str  # a key of some app's `headings`
    words: str


@dataclass(frozen=True)
class AppPrivacy:
    """How one app answers for the personal data in its tables.

    `fields` is by "Model.field"; of a third-party app also by "Model.*" or "*". `withheld` says why rows of a model
    ("Model") are never exported. What no relation leads to is added by `roots` (rows of our tables) and by `export`
    ((heading, values by name) of each row).
    `known_as` gives names and addresses that this app's rows have for the person. `erase` may rely on nothing that
    another app does: it gets the record, and what the person was known as, as they were before anything was emptied.
    """

    app: str  # label
    fields: Mapping[str, Declaration] = field(default_factory=dict)
    retention: Mapping[str, Retention] = field(default_factory=dict)  # by table
    withheld: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, Any] = field(default_factory=dict)  # of events
    roots: Callable[[PersonRecord], Iterable[models.Model]] = lambda record: ()
    export: Callable[[PersonRecord], Iterable[tuple[str, dict[str, Any]]]] = lambda record: ()
    history: Callable[[PersonRecord], Iterable[Event]] = lambda record: ()
    known_as: Callable[[PersonRecord], Iterable[str]] = lambda record: ()
    erase: Callable[[PersonRecord, Identifiers, datetime], None] = lambda record, known, now: None


_apps: dict[str, AppPrivacy] = {}


def register(*apps: AppPrivacy) -> None:
    """Django may call an app's `ready` more than once: the same answer twice is one."""
    for app in apps:
        if _apps.get(app.app, app) is not app:
            raise ValueError(f"{app.app} answers for its personal data already.")
        _apps[app.app] = app


def registered() -> list[AppPrivacy]:
    return [_apps[label] for label in sorted(_apps)]


def declaration_of(model: type[models.Model], name: str) -> Declaration | None:
    """What the app of `model` says of its field `name`; None if it says nothing."""
    app = _apps.get(model._meta.app_label)
    if app is None:
        return None
    wanted = (f"{model._meta.object_name}.{name}", f"{model._meta.object_name}.*", "*")
    return next((app.fields[key] for key in wanted if key in app.fields), None)


def is_withheld(model: type[models.Model]) -> bool:
    """Whether rows of this model are never exported."""
    app = _apps.get(model._meta.app_label)
    return app is not None and (model._meta.object_name in app.withheld or "*" in app.withheld)


def erase_records(record: PersonRecord, *, now: datetime) -> None:
    """Empty everything that is held about a person: each app its own rows, then their names in everybody's prose.

    Call it in a transaction. What somebody else may be called too, or has as an address, stays in others' rows.
    Raises BusyWithThem.
    """
    known = identifiers_of(record, [words for app in registered() for words in app.known_as(record)])
    for app in registered():
        app.erase(record, known, now)
    for model, names in _scrubbed().items():
        scrub(model, names, known)


def _scrubbed() -> dict[type[models.Model], list[str]]:
    found: dict[type[models.Model], list[str]] = {}
    for model in installed.get_models(include_auto_created=True):
        for one in model._meta.local_concrete_fields:
            declaration = declaration_of(model, one.name)
            if declaration and declaration.scrubbed:
                found.setdefault(model, []).append(one.name)
    return found
