"""What an app says of its fields: whether they are personal, and what an erasure does with them.

Needs no declaration: a field with choices (it holds one of our own words), numbers, dates, booleans and UUIDs, and
relations to anything but a person. Every other field has one, and so has every relation to a person.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

ERASED = "erased"
NOT_TEXT = (
    models.AutoField,
    models.BooleanField,
    models.DateField,  # and DateTimeField
    models.DecimalField,
    models.DurationField,
    models.FloatField,
    models.ForeignKey,
    models.IntegerField,
    models.TimeField,
    models.UUIDField,
)


@dataclass(frozen=True)
class Declaration:
    """What one field holds of a person. `why` gives the reason, or says what an erasure does."""

    why: str
    personal: bool = True
    scrubbed: bool = False  # an erasure takes the person's names and addresses out of it, in whatever row it stands
    kept: bool = False  # an erasure leaves it
    is_about: bool = False  # of a relation: the row says something about that person
    exported: bool = True


@dataclass(frozen=True)
class Retention:
    """How long a table keeps a row, in the words of docs/data-map.md, and why."""

    kept: str
    why: str


def emptied(how: str, *, scrubbed: bool = False, exported: bool = True) -> Declaration:
    """A personal field that the app's own `erase` empties in the person's rows."""
    return Declaration(how, scrubbed=scrubbed, exported=exported)


def prose(what: str) -> Declaration:
    """Words that may name anybody. Names and addresses of whoever is erased are taken out of all of them."""
    return Declaration(what, scrubbed=True)


def kept(why: str, *, exported: bool = True) -> Declaration:
    """Personal, or it may be, and it outlasts an erasure for this reason."""
    return Declaration(why, kept=True, exported=exported)


def impersonal(why: str, *, exported: bool = True) -> Declaration:
    """It never says anything about a person."""
    return Declaration(why, personal=False, exported=exported)


def about(why: str = "") -> Declaration:
    """A relation to the person whom the row is about. What is exported of somebody begins here."""
    return Declaration(why, is_about=True)


def acted(why: str = "They did something to a row that is about others.") -> Declaration:
    """A relation to a person who wrote, changed or decided: the row is not about them."""
    return Declaration(why, kept=True)


def fields(declaration: Declaration, model: str, names: str) -> dict[str, Declaration]:
    """One declaration for several fields of a model: {"Film.title": …, "Film.file": …}."""
    return {f"{model}.{name}": declaration for name in names.split()}


def needs_declaration(field: "models.Field[Any, Any]") -> bool:
    """Whether a field can hold text, or points to a person."""
    if field.is_relation:
        return field.related_model is get_user_model()
    return not field.choices and not isinstance(field, NOT_TEXT)
