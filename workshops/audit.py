"""The audit trail of workshops."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.audit.actions import EXPORTS, FILE_TYPE, rows_in_words
from people.audit.registry import AuditAction, AuditGroup, Count, Subject, Word, register
from workshops.models import WorkshopPage, WorkshopSession

WORKSHOPS = AuditGroup("workshops", _("Workshops"))
WORKSHOP = Subject(WorkshopPage)
SESSION = Subject(WorkshopSession, related=("workshop",))


def _people_in_words(said: Mapping[str, Any]) -> str:
    return ngettext("%(n)s person", "%(n)s people", said["people"]) % {"n": said["people"]}


def _bookings_in_words(said: Mapping[str, Any]) -> str:
    return ngettext("%(n)s booking", "%(n)s bookings", said["bookings"]) % {"n": said["bookings"]}


INVITATIONS_SENT = register(
    AuditAction(
        "workshops.invitations_sent",
        _("Workshop invitations sent"),
        WORKSHOPS,
        (WORKSHOP,),
        data={"people": Count()},
        details=_people_in_words,
    )
)
REMINDERS_SENT = register(
    AuditAction(
        "workshops.reminders_sent",
        _("Workshop reminders sent"),
        WORKSHOPS,
        (WORKSHOP,),
        data={"people": Count()},
        details=_people_in_words,
    )
)
SESSION_CHANGED = register(
    AuditAction("workshops.session_changed", _("Workshop session changed"), WORKSHOPS, (SESSION,))
)
SESSION_CANCELLED = register(
    AuditAction(
        "workshops.session_cancelled",
        _("Workshop session cancelled"),
        WORKSHOPS,
        (SESSION,),
        data={"bookings": Count()},
        details=_bookings_in_words,
    )
)
NEEDS_SEEN = register(
    AuditAction("workshops.needs_seen", _("Access and dietary needs looked at"), WORKSHOPS, (SESSION,))
)
NEEDS_PURGED = register(
    AuditAction(
        "workshops.needs_purged",
        _("Access and dietary needs deleted"),
        WORKSHOPS,
        data={"bookings": Count()},
        details=_bookings_in_words,
    )
)
SHEET_EXPORTED = register(
    AuditAction(
        "workshops.sheet_exported",
        _("Sheet of a workshop exported"),
        EXPORTS,
        (SESSION,),
        data={
            "sheet": Word({"caterer": _("Numbers for the caterer"), "figures": _("Figures of all sessions")}),
            "file_type": FILE_TYPE,
            "rows": Count(),
        },
        details=lambda said: f"{said['sheet']}, {said['file_type']}, {rows_in_words(said['rows'])}",
    )
)
