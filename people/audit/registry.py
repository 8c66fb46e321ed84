"""The audit trail's kinds of action. Each app declares its own in its `audit.py`; nothing here names an app above.

An entry holds numbers and fixed words: never a name, an address or free text. Whatever reads it looks the names up
(people/audit_trail.py), so a corrected name is shown as it is now, and an erased one isn't shown.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

Label = str | Promise
CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")  # a word of ours: the name of a field, the value of a choice


@dataclass(frozen=True, eq=False)
class Subject:
    """What an entry may be about or name. `related` are the rows that its name is made of."""

    model: type[Model]
    related: tuple[str, ...] = ()
    name: Callable[[Any], str] = str


Names = Callable[[Subject, int], str]


# --- What an entry's data may hold ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    def pack(self, value: int) -> int:
        """The value as it is kept. Raise ValueError for anything else than what the kind allows."""
        if type(value) is not int or value < 0:
            raise ValueError(value)
        return value

    def words(self, kept: int, names: Names) -> int:
        return kept


@dataclass(frozen=True)
class Day:
    def pack(self, value: date) -> str:
        if type(value) is not date:
            raise ValueError(value)
        return value.isoformat()

    def words(self, kept: str, names: Names) -> str:
        day = parse_date(kept)
        return date_format(day, "j F Y") if day else kept


@dataclass(frozen=True, eq=False)
class Word:
    """One of a few fixed words: {code: label}."""

    labels: Mapping[str, Label]

    def pack(self, value: str) -> str:
        if value not in self.labels:
            raise ValueError(value)
        return str(value)

    def words(self, kept: str, names: Names) -> str:
        return str(self.labels.get(kept, kept))


@dataclass(frozen=True, eq=False)
class Reference:
    """The number of another row, or None where there is none."""

    subject: Subject

    def pack(self, value: int | None) -> int | None:
        if value is not None and type(value) is not int:
            raise ValueError(value)
        return value

    def numbers(self, kept: int | None) -> list[int]:
        return [] if kept is None else [kept]

    def words(self, kept: int | None, names: Names) -> str:
        return "" if kept is None else names(self.subject, kept)


@dataclass(frozen=True, eq=False)
class References:
    """The numbers of other rows. Not for people: an entry about a person has to be found by one number."""

    subject: Subject

    def pack(self, value: Iterable[int]) -> list[int]:
        numbers = sorted(value)
        if any(type(number) is not int for number in numbers):
            raise ValueError(value)
        return numbers

    def numbers(self, kept: list[int]) -> list[int]:
        return kept

    def words(self, kept: list[int], names: Names) -> str:
        return ", ".join(names(self.subject, number) for number in kept)


@dataclass(frozen=True, eq=False)
class Fields:
    """Which columns of a row were changed, by their names in the code."""

    model: type[Model]

    def pack(self, value: Iterable[str]) -> list[str]:
        columns = list(value)
        known = {column.name for column in self.model._meta.get_fields()}
        if not known.issuperset(columns):
            raise ValueError(value)
        return columns

    def words(self, kept: list[str], names: Names) -> str:
        labels = {column.name: column.verbose_name for column in self.model._meta.concrete_fields}
        return ", ".join(str(labels.get(name, name)) for name in kept)


@dataclass(frozen=True)
class Filters:
    """What a list was narrowed by: {field: the choice}, None for what was typed, since it may name somebody."""

    def pack(self, value: Mapping[str, str | int | None]) -> dict[str, str | int | None]:
        for name, choice in value.items():
            if not CODE.fullmatch(name) or (isinstance(choice, str) and not CODE.fullmatch(choice)):
                raise ValueError(value)
        return dict(value)

    def words(self, kept: dict[str, str | int | None], names: Names) -> str:
        shown = [
            name.replace("_", " ") if choice is None else f"{name.replace('_', ' ')}: {choice}"
            for name, choice in kept.items()
        ]
        return _("filtered by %(filters)s") % {"filters": "; ".join(shown)} if shown else _("everything")


Kind = Count | Day | Word | Reference | References | Fields | Filters


def filters_of(form: forms.Form) -> dict[str, str | int | None]:
    """What a form of filters narrows a list by, for `Filters`: choices, numbers and days; None for what was typed."""
    empty: tuple[object, ...] = (None, "", False, [], slice(None, None))
    return {name: _choice(form.fields[name], value) for name, value in form.cleaned_data.items() if value not in empty}


def _choice(field: forms.Field, value: Any) -> str | int | None:
    if isinstance(value, slice):
        return "..".join(localdate(moment).isoformat() if moment else "" for moment in (value.start, value.stop))
    if isinstance(value, Model):
        return int(value.pk)
    if isinstance(value, date):
        return localdate(value).isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, int):
        return value
    return str(value) if isinstance(field, forms.ChoiceField) and CODE.fullmatch(str(value)) else None


# --- Actions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class AuditGroup:
    """What the report "Who did what" is narrowed by."""

    code: str
    label: Label


def _nothing(said: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class AuditAction:
    """One kind of action.

    `about` says what kinds of row it may be about; none of them: a whole list, given as its model. `data` declares
    every key. `details` gets the same keys, with names, days and labels in place of numbers and codes, and under
    "row" the row that the entry is about, None if it is gone.
    """

    code: str
    label: Label
    group: AuditGroup
    about: tuple[Subject, ...] = ()
    data: Mapping[str, Kind] = field(default_factory=dict)
    details: Callable[[Mapping[str, Any]], str] = _nothing


_registered: dict[str, AuditAction] = {}


def register(action: AuditAction) -> AuditAction:
    """Raise ValueError if another action has the same code."""
    if _registered.setdefault(action.code, action) is not action:
        raise ValueError(f"Two audit actions are called {action.code}.")
    return action


def audit_action(code: str) -> AuditAction | None:
    """The action of this code; None of one that an earlier version wrote and this one doesn't know."""
    return _registered.get(code)


def audit_actions() -> list[AuditAction]:
    return sorted(_registered.values(), key=lambda action: action.code)


def group_choices() -> list[tuple[str, Label]]:
    """(code, label) of every group, for a filter, in the order of their labels."""
    groups = {action.group.code: action.group.label for action in audit_actions()}
    return sorted(groups.items(), key=lambda pair: str(pair[1]).casefold())


def codes_in(group: str) -> list[str]:
    return [action.code for action in audit_actions() if action.group.code == group]
