"""A path that is not e-mail: the printed pack at a meeting, as the clerk records it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from governing_boards.audit import TABLED, TABLING_WITHDRAWN
from governing_boards.enums import TablingOutcome
from governing_boards.models import Tabling
from governing_boards.reconciliation import STREAM, facts_of
from learning.models import Briefing
from people.enums import GOVERNOR_ROLES
from people.models import Appointment, Organisation, Person
from people.operations import add_to_ledger, record_audit


class MeetingToCome(ValueError):
    """A meeting that has not been cannot have received anything."""


class OutsideTheBriefing(ValueError):
    """Before the briefing was sent (`sent_on`), or after it was closed (`closed_on`), no board can have had it."""

    def __init__(self, sent_on: date, closed_on: date | None) -> None:
        super().__init__(sent_on, closed_on)
        self.sent_on, self.closed_on = sent_on, closed_on


class MoreThanItsSeats(ValueError):
    """More were present than the board had `seats` on that day."""

    def __init__(self, seats: int) -> None:
        super().__init__(seats)
        self.seats = seats


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
    """Raises MeetingToCome, OutsideTheBriefing, MoreThanItsSeats, TabledAlready."""
    if on > timezone.localdate(now):
        raise MeetingToCome(on)
    sent_on = timezone.localdate(briefing.issued_at)
    closed_on = timezone.localdate(briefing.closed_at) if briefing.closed_at else None
    if on < sent_on or (closed_on and on > closed_on):
        raise OutsideTheBriefing(sent_on, closed_on)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if Tabling.objects.standing().filter(briefing=briefing, organisation=organisation, on=on).exists():
        raise TabledAlready(on)
    seats = seats_on(organisation, on)
    if present > seats:
        raise MoreThanItsSeats(seats)
    row = Tabling.objects.create(
        briefing=briefing, organisation=organisation, on=on, present=present, seats=seats, outcome=outcome, by=by,
        recorded_at=now,
    )  # fmt: skip
    record_audit(action=TABLED, about=row, by=by, data={"briefing": briefing.pk, "on": on, "present": present}, now=now)
    _seal(row, "tabled", now)
    return row


def _seal(row: Tabling, kind: str, now: datetime) -> None:
    add_to_ledger(stream=STREAM, kind=kind, facts={"tabling": row.pk, **facts_of(row)}, now=now)


def seats_on(organisation: Organisation, on: date) -> int:
    """How many seats a board has on a day: those we know people on, or all that its clerk counts. 1 query."""
    sitting = Appointment.objects.current(on).filter(organisation=organisation, role__in=GOVERNOR_ROLES)
    people = sitting.order_by().values(principal=F("person__canonical")).distinct().count()
    return max(people, organisation.board_size or 0)


@transaction.atomic
def withdraw_tabling(*, tabling: Tabling, by: Person | None, now: datetime) -> None:
    """It was put down wrongly. The row stays, so that a figure for a past date comes out as it did."""
    if Tabling.objects.standing().filter(pk=tabling.pk).update(withdrawn_at=now):
        record_audit(action=TABLING_WITHDRAWN, about=tabling, by=by, now=now)
        _seal(Tabling.objects.get(pk=tabling.pk), "withdrawn", now)
