"""Taking somebody's names and addresses out of prose, in rows that may be about anybody."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from people.privacy.identifiers import Identifiers

Rows = models.QuerySet[Any]  # of any model


def rows_that_may_name(rows: Rows, names: Iterable[str], known: Identifiers) -> Rows:
    """Those of `rows` in which a fragment of a name or an address stands in one of these fields. Look closer.

    The text of a field is annotated as text_of_it.
    """
    texts = {f"text_of_{name}": Cast(name, models.TextField()) for name in names}
    wanted = Q(pk__in=[])
    for text in texts:
        for words in known.fragments:
            wanted |= Q(**{f"{text}__icontains": words})
    found: Rows = rows.order_by().annotate(**texts).filter(wanted)
    return found


def scrub(model: type[models.Model], names: Iterable[str], known: Identifiers, *, rows: Rows | None = None) -> None:
    """Take what somebody was known as out of these fields, in all rows of a model or in `rows`.

    The rows are found by the database. An audit record, which refuses every other change, is changed here alone.
    """
    names = list(names)
    fields = {field.name: field for field in model._meta.concrete_fields}
    found = rows_that_may_name(model._base_manager.all() if rows is None else rows, names, known)
    for pk, *texts in list(found.values_list("pk", *(f"text_of_{name}" for name in names))):
        changes = {
            name: cleaned
            for name, text in zip(names, texts, strict=True)
            if text and (cleaned := _cleaned(fields[name], text, known)) is not None
        }
        if changes:
            model._base_manager.filter(pk=pk).update(**changes)


def _cleaned(field: "models.Field[Any, Any]", text: str, known: Identifiers) -> Any:
    """The new value of a field, or None if it stays as it is."""
    if isinstance(field, models.EmailField):
        return "" if known.are_in(text) else None
    if field.get_internal_type() != "JSONField":
        cleaned = known.taken_out_of(text)
        return cleaned[: field.max_length] if cleaned != text else None
    value = json.loads(text)
    cleaned = known.taken_out_of(value)
    if cleaned == value:
        return None
    return field.to_python(json.dumps(cleaned)) if hasattr(field, "stream_block") else cleaned
