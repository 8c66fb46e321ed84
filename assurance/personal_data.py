"""All that is held about one person, to give it to them (UK GDPR Article 15): found by the relations of the tables, so
that what a new app adds is not forgotten; each app says which of them are about a person, and adds what no relation
leads to. As a file to read and as a file for a machine.
"""

import json
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from people.models import Person
from people.personal_record import personal_record_of
from people.privacy import declaration_of, is_withheld, registered

DEPTH = 3
Rows = dict[str, list[dict[str, Any]]]


def data_of(person: Person) -> Rows:
    """{heading: [rows by field]}: the person's records, all that belongs to them, and their evidence."""
    record = personal_record_of(person)
    relations = relations_about(Person)
    found: Rows = {}
    seen: set[tuple[str, int]] = set()
    for own in record.records:
        _take(own, relations, found, seen, record.keys, DEPTH)
    for app in registered():
        for root in app.roots(record):
            _take(root, [], found, seen, record.keys, 0)
        for heading, row in app.export(record):
            found.setdefault(heading, []).append(row)
    return {heading: rows for heading, rows in sorted(found.items()) if rows}


def relations_about(model: type[models.Model]) -> list["models.ForeignKey[Any, Any]"]:
    """Relations whose rows are given away with a row of `model`: for a person those that an app says are about them,
    further down those of rows that would vanish with it."""
    relations = [
        field
        for child in apps.get_models(include_auto_created=True)
        if not is_withheld(child)
        for field in child._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]
    if model is Person:
        said = [(field, declaration_of(field.model, field.name)) for field in relations]
        return [field for field, declaration in said if declaration and declaration.is_about]
    return [field for field in relations if field.remote_field.on_delete is models.CASCADE]


def _take(
    row: models.Model,
    relations: list["models.ForeignKey[Any, Any]"],
    found: Rows,
    seen: set[tuple[str, int]],
    own: Collection[int],
    depth: int,
) -> None:
    key = (row._meta.label, row.pk)
    if key in seen:
        return
    seen.add(key)
    found.setdefault(str(row._meta.verbose_name_plural).capitalize(), []).append(dict(_fields(row, own)))
    if depth:
        for relation in relations:
            below = relations_about(relation.model)
            for child in relation.model._base_manager.filter(**{relation.name: row}).order_by("pk"):
                _take(child, below, found, seen, own, depth - 1)


def _fields(row: models.Model, own: Collection[int]) -> Iterator[tuple[str, object]]:
    for field in row._meta.concrete_fields:
        declaration = declaration_of(field.model, field.name)
        if field.primary_key or (declaration and not declaration.exported):
            continue
        value = getattr(row, field.attname)
        if field.related_model is Person:
            value = value and ("yourself" if value in own else "somebody else")
        elif field.is_relation:
            value = value and str(getattr(row, field.name))
        elif field.choices and value not in (None, ""):
            value = str(dict(field.flatchoices).get(value, value))
        yield str(field.verbose_name), value


# --- As files -------------------------------------------------------------------------------------------------------


def as_json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, indent=2, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def readable(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value)


def for_reading(data: dict[str, Any]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    return [
        (heading, [[(name, readable(value)) for name, value in row.items()] for row in rows])
        for heading, rows in data.items()
    ]
