"""All that is held about one person, to give it to them (UK GDPR Article 15): found by the relations of the tables, so
that what a new floor adds is not forgotten. As a file to read and as a file for a machine.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from assurance.histories import completions_of
from imports.models import ImportEntry
from people.models import Person

# What would open a door, or says nothing to anybody: left out by name.
SECRET = {
    "password", "browser_hash", "data", "session_key", "match_name", "hash", "previous_hash", "seen", "password_hash",
}  # fmt: skip
NEVER = {
    "people.ImportEntry",
    "mfa.Authenticator",
    "assurance.Erasure",
    "people.AuditEntry",
    "wagtailusers.UserProfile",
}
DEPTH = 3


def data_of(person: Person) -> dict:
    """{heading: [rows by field]}: the person's records, all that belongs to them, and their evidence."""
    records = list(Person.objects.with_aliases(person).order_by("pk"))
    found: dict[str, list[dict]] = {}
    seen: set[tuple[str, int]] = set()
    for record in records:
        _take(record, found, seen, {r.pk for r in records}, DEPTH)
    for completion in completions_of([r.pk for r in records]):
        _take(completion, found, seen, set(), 0)
    _take_imports(records, found)
    return {heading: rows for heading, rows in sorted(found.items()) if rows}


def _take(row: models.Model, found: dict, seen: set, own: set[int], depth: int) -> None:
    key = (row._meta.label, row.pk)
    if key in seen or row._meta.label in NEVER:
        return
    seen.add(key)
    found.setdefault(str(row._meta.verbose_name_plural).capitalize(), []).append(dict(_fields(row, own)))
    if depth:
        for child in _belonging(row):
            _take(child, found, seen, own, depth - 1)


def _belonging(row: models.Model) -> Iterator[models.Model]:
    """Rows that say something about this row: for the person every row that names them, further down only what would
    vanish with its row."""
    for relation in row._meta.related_objects:
        field = relation.field
        if relation.many_to_many or not isinstance(field, models.ForeignKey):
            continue
        if relation.related_model._meta.label in NEVER or _is_by(field):
            continue
        if not isinstance(row, Person) and field.remote_field.on_delete is not models.CASCADE:
            continue
        yield from relation.related_model._base_manager.filter(**{field.name: row})


def _is_by(field: models.ForeignKey) -> bool:
    """A column that says who did something to somebody else's row: that is not data about the one who did it."""
    return field.remote_field.related_name == "+" and field.name not in {"keep", "alias"} or field.name in {"owner"}


def _fields(row: models.Model, own: set[int]) -> Iterator[tuple[str, object]]:
    for field in row._meta.concrete_fields:
        if field.name in SECRET or field.primary_key:
            continue
        value = getattr(row, field.name)
        if isinstance(value, Person):
            value = "yourself" if value.pk in own else "somebody else"
        elif isinstance(value, models.Model):
            value = str(value)
        elif field.choices and value not in (None, ""):
            value = str(dict(field.flatchoices).get(value, value))
        yield str(field.verbose_name), value


def _take_imports(records: list[Person], found: dict) -> None:
    """Lines of files that named them."""
    gids = [gid for record in records for gid in record.appointments.values_list("gid", flat=True) if gid]
    addresses = [record.email for record in records if record.email]
    for entry in ImportEntry.objects.filter(Q(key__in=gids) | Q(key__in=addresses)).select_related("run"):
        found.setdefault("Lines of imported files", []).append(
            {"file": entry.run.file_name, "line": entry.line, "values": entry.after, "values before": entry.before}
        )


# --- As files -------------------------------------------------------------------------------------------------------


def as_json(data: dict) -> bytes:
    return json.dumps(data, indent=2, ensure_ascii=False, default=_plain).encode()


def _plain(value):
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def readable(value) -> str:
    """A value as a person reads it."""
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value) if isinstance(value, str | int | Decimal) else str(value)


def for_reading(data: dict) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    return [
        (heading, [[(name, readable(value)) for name, value in row.items()] for row in rows])
        for heading, rows in data.items()
    ]
