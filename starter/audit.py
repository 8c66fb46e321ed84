"""The audit trail of the standard content."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.models import HomePage
from people.audit.registry import AuditAction, AuditGroup, Count, Subject, register


def _counts(said: Mapping[str, Any]) -> str:
    return _("Pages: %(pages)s, contacts: %(contacts)s, films: %(films)s, drafts filled in: %(filled)s") % said


CONTENT_ADDED = register(
    AuditAction(
        "starter.content_added",
        _("Standard content added"),
        AuditGroup("content", _("Standard content")),
        (Subject(HomePage),),
        data={"pages": Count(), "contacts": Count(), "films": Count(), "filled": Count()},
        details=_counts,
    )
)
