"""The workshops that answer a Board action, by kind of agency, at a moment: from the times of the rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from assurance.models import BoardAction
from people.enums import OrganisationKind
from workshops.models import Attendance, Booking, Feedback, Invitation, WorkshopPage
from workshops.queries import FEW

NUMBERS = ("invited", "booked", "waiting", "came", "did_not_come", "walked_in")


def workshop_figure(action: BoardAction, moment: datetime) -> dict[str, Any] | None:
    """People, each counted once for each workshop. None where no workshop answers the action. 5 queries."""
    workshops = list(action.workshops.order_by("pk"))
    if not workshops:
        return None
    rows = _by_kind(workshops, moment)
    total = {name: sum(numbers[name] for numbers in rows.values()) for name in NUMBERS}
    headings = [_("Invited"), _("Booked"), _("Waiting"), _("Came"), _("Did not come"), _("Came without a booking")]

    def cells(numbers: Mapping[str, int]) -> list[dict[str, Any]]:
        return [{"label": label, "n": numbers[name]} for label, name in zip(headings, NUMBERS, strict=True)]

    order = [*OrganisationKind.values, ""]
    table = [
        {"label": str(OrganisationKind(kind).label) if kind else _("Not known"), "cells": cells(rows[kind])}
        for kind in sorted(rows, key=order.index)
    ]
    return {
        "title": _("The workshop, by agency"),
        "counts": "people",
        "workshops": [page.title for page in workshops],
        "headings": headings,
        "rows": [*table, {"label": _("All"), "cells": cells(total)}],
        "sentence": _sentence(workshops, total, moment),
    }


def _sentence(workshops: Sequence[WorkshopPage], total: dict[str, int], moment: datetime) -> str:
    words = _("%(names)s: %(booked)s of %(invited)s people invited had a place, %(came)s came. People, not seats.") % {
        "names": "; ".join(page.title for page in workshops), **total
    }  # fmt: skip
    answers = Feedback.objects.filter(session__workshop__in=workshops, on__lte=moment.date())
    found = answers.aggregate(n=Count("pk"), changing=Count("pk", filter=Q(will_change__gte=4)))
    if found["n"] < FEW:
        return words
    changing = _("%(changing)s of %(n)s who answered afterwards say that they will do something differently.")
    return f"{words} {changing % found}"


def _by_kind(workshops: Sequence[WorkshopPage], moment: datetime) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    invited = Invitation.objects.filter(workshop__in=workshops, invited_at__lte=moment).order_by()
    for kind, n in invited.values_list("organisation__kind").annotate(n=Count("pk")):
        found.setdefault(kind or "", Counter())["invited"] += n
    came = Exists(Attendance.objects.filter(booking=OuterRef("pk"), arrived_at__lte=moment))
    kept = Q(cancelled_at=None) | Q(cancelled_at__gt=moment)
    placed, by_then = kept & Q(confirmed_at__lte=moment), Q(queued_at__lte=moment)
    unplaced = Q(confirmed_at=None) | Q(confirmed_at__gt=moment)
    rows = (
        Booking.objects.filter(by_then, workshop__in=workshops)
        .order_by()
        .values("kind")
        .annotate(
            booked=Count("pk", filter=placed & Q(walked_in=False)),
            waiting=Count("pk", filter=kept & unplaced),
            came=Count("pk", filter=Q(placed, came)),
            walked_in=Count("pk", filter=placed & Q(walked_in=True)),
            did_not_come=Count("pk", filter=Q(placed, ~came, session__ends_at__lte=moment)),
        )
    )
    for row in rows:
        numbers = {name: number for name, number in row.items() if name != "kind"}
        found.setdefault(row["kind"] or "", Counter()).update(numbers)
    return found
