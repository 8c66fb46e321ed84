"""What to correct in the national register (GIAS) for one board: where it and we do not agree."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.enums import GOVERNOR_ROLES, Role
from people.models import Appointment, Organisation, Person, Question

# The register lists governors, chairs and governance professionals; not staff, and not who works for the council.
LISTED_ROLES = (*GOVERNOR_ROLES, Role.GOVERNANCE_PROFESSIONAL)


@dataclass(frozen=True)
class Correction:
    name: str
    gid: str
    what: str
    register_says: str
    should_be: str
    decided_on: date | None = None  # when the clerk answered a question about it


def corrections_for(organisation: Organisation, on: date) -> list[Correction]:
    """By name. Terms that are over are left out, unless the register does not know that they are. 2 queries."""
    rows = list(
        Appointment.objects.standing()
        .filter(organisation=organisation, role__in=LISTED_ROLES)
        .filter(Q(registered__isnull=False) | Q(gid=None))
        .exclude(Exists(Question.objects.filter(appointment=OuterRef("pk"), answered_at=None)))  # not decided yet
        .select_related("person__canonical")
    )
    answered = Question.objects.filter(appointment__in=rows, register_was_right=False).order_by("answered_at")
    decided = {one.appointment_id: one.answered_at.date() for one in answered if one.answered_at is not None}
    found = []
    for row in rows:
        if row.gid is None:
            if row.ends_on is None or row.ends_on >= on:
                found.append(_missing(row))
        else:
            found += _differences(row, decided.get(row.pk))
    return sorted(found, key=lambda one: (one.name.casefold(), one.gid))


def _missing(row: Appointment) -> Correction:
    since = _("from %(day)s") % {"day": _day(row.starts_on)} if row.starts_on else ""
    return Correction(
        name=str(_holder(row)),
        gid="",
        what=_("Add this appointment"),
        register_says=_("Not in the register"),
        should_be=", ".join(part for part in (row.get_role_display(), since) if part),
    )


def _differences(row: Appointment, decided_on: date | None) -> list[Correction]:
    ours = {
        "name": (_("Name"), str(_holder(row))),
        "role": (_("Role"), row.get_role_display()),
        "starts_on": (_("Date of appointment"), _day(row.starts_on)),
        "ends_on": (_("Date the term ends"), _day(row.ends_on)),
        "listed": (_("Put this appointment back"), row.get_role_display()),
    }
    claims = dict(row.registered or {})
    if claims.get("listed") is True:
        del claims["listed"]
    return [
        Correction(str(_holder(row)), row.gid or "", ours[name][0], says(name, value), ours[name][1], decided_on)
        for name, value in claims.items()
        if name in ours
    ]


def _holder(row: Appointment) -> Person:
    return row.person.canonical


def says(name: str, value: Any) -> str:
    """One of the register's values in words."""
    if name == "listed":
        return _("Listed") if value else _("No longer listed")
    if name == "role":
        return str(Role(value).label) if value in Role.values else str(value or "")
    if name in ("starts_on", "ends_on"):
        return _day(date.fromisoformat(value)) if value else _day(None)
    return str(value or "")


def _day(value: date | None) -> str:
    return date_format(value, "j F Y") if value else _("No date")


def in_words(question: Question) -> list[tuple[str, str, str]]:
    """(what, the register says, you said) for each point on which they differ."""
    row = question.appointment
    listed = _("In office") if row.ends_on is None else _("In office until %(day)s") % {"day": _day(row.ends_on)}
    ours = {
        "name": (_("Name"), str(_holder(row))),
        "role": (_("Role"), str(row.get_role_display())),
        "starts_on": (_("Term starts"), _day(row.starts_on)),
        "ends_on": (_("Term ends"), _day(row.ends_on)),
        "listed": (_("In the register"), listed),
    }
    return [
        (ours[name][0], says(name, value), ours[name][1])
        for name, value in question.register_says.items()
        if name in ours
    ]
