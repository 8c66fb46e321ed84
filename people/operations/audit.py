"""Who did what: the one function that writes the audit trail, and the one that erasure may empty it with."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model

from people.audit.registry import AuditAction, audit_action
from people.models import AuditEntry, Person


class NotDeclared(ValueError):
    """The action isn't registered, isn't about a row of this kind, or its data isn't what it declares."""


def record_audit(
    *,
    action: AuditAction,
    about: Model | type[Model],
    by: Person | None,
    data: Mapping[str, Any] | None = None,
    now: datetime,
) -> AuditEntry:
    """Keep who did what to which row; `about` is a model's class if it is a whole list. None did it: the software.

    Raises NotDeclared.
    """
    if audit_action(action.code) is not action:
        raise NotDeclared(f"{action.code} is not registered.")
    content_type = ContentType.objects.get_for_model(about, for_concrete_model=False)
    if not _may_be_about(action, about):
        raise NotDeclared(f"{action.code} is not about {content_type}.")
    is_list = isinstance(about, type)
    entry: AuditEntry = AuditEntry.objects.create(
        content_type=content_type,
        object_id="" if is_list else str(about.pk),
        label=str(about._meta.verbose_name_plural) if is_list else f"{about._meta.verbose_name} {about.pk}",
        action=action.code,
        data=_packed(action, data or {}),
        user=by,
        timestamp=now,
    )
    return entry


def _may_be_about(action: AuditAction, about: Model | type[Model]) -> bool:
    if isinstance(about, type):
        return not action.about
    return about.pk is not None and isinstance(about, tuple(subject.model for subject in action.about))


def _packed(action: AuditAction, data: Mapping[str, Any]) -> dict[str, Any]:
    if data.keys() != action.data.keys():
        raise NotDeclared(f"{action.code} takes {sorted(action.data)}, not {sorted(data)}.")
    try:
        return {name: kind.pack(data[name]) for name, kind in action.data.items()}
    except ValueError as error:
        raise NotDeclared(f"{action.code} does not take {error}.") from error


# --- Erasure --------------------------------------------------------------------------------------------------------


def empty_audit_entries(*, model: type[Model], pks: Iterable[int]) -> None:
    """Forget what the entries about these rows say beyond who did what to which number, and when: erasure's alone.

    On PostgreSQL the database's own function does it (migration 0002), since the site's role may have no UPDATE.
    """
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    ids = [str(pk) for pk in pks]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_auditentry_forget(%s, %s::text[])", [content_type.pk, ids])
        return
    AuditEntry._base_manager.filter(content_type=content_type, object_id__in=ids).update(data={})
