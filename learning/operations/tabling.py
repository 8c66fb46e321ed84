"""A path that is not e-mail: the printed pack on the table of a meeting, as the clerk records it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from learning.enums import TablingOutcome
from learning.models import Briefing, Tabling
from people.models import Organisation, Person
from people.operations import record_audit


class MeetingToCome(ValueError):
    """A meeting that has not been cannot have received anything."""


class TabledAlready(ValueError):
    """The pack of this briefing is down for this board and day already. Take it back first to correct it."""


@transaction.atomic
def record_tabling(
    *,
    briefing: Briefing,
    organisation: Organisation,
    on: date,
    present: int,
    outcome: TablingOutcome,
    by: Person | None,
    now: datetime,
) -> Tabling:
    """Raises MeetingToCome, TabledAlready."""
    if on > timezone.localdate(now):
        raise MeetingToCome(on)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if Tabling.objects.standing().filter(briefing=briefing, organisation=organisation, on=on).exists():
        raise TabledAlready(on)
    row = Tabling.objects.create(
        briefing=briefing, organisation=organisation, on=on, present=present, outcome=outcome, by=by, recorded_at=now
    )
    record_audit(
        action="tabled on paper",
        actor=by,
        detail=f"briefing {briefing.pk} at organisation {organisation.pk} on {on.isoformat()}, {present} present",
        now=now,
    )
    return row


@transaction.atomic
def withdraw_tabling(*, tabling: Tabling, by: Person | None, now: datetime) -> None:
    """It was put down wrongly. The row stays, so that a figure for a past date comes out as it did."""
    if Tabling.objects.standing().filter(pk=tabling.pk).update(withdrawn_at=now):
        record_audit(action="tabling taken back", actor=by, detail=f"tabling {tabling.pk}", now=now)
