"""What an officer changes about a session, and telling everyone once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from people.models import Person
from people.operations import record_audit
from workshops.audit import SESSION_CANCELLED, SESSION_CHANGED
from workshops.emails import News, when
from workshops.enums import BookingState, CancelledBy, LetterKind
from workshops.models import Booking, Needs, WorkshopSession
from workshops.operations.bookings import BookingClosed, locked_session
from workshops.operations.emails import write_letters
from workshops.operations.waiting_list import fill_free_places


class CapacityBelowBooked(Exception):
    """So many people have a place: `booked`. The capacity cannot go below that."""

    def __init__(self, booked: int) -> None:
        super().__init__(booked)
        self.booked = booked


@dataclass(frozen=True)
class Facts:
    """What stands in people's calendars."""

    starts_at: datetime
    ends_at: datetime
    place: str
    online_link: str

    @classmethod
    def of(cls, session: WorkshopSession) -> "Facts":
        return cls(session.starts_at, session.ends_at, session.place, session.online_link)


@dataclass(frozen=True)
class Changed:
    """Whom a change of a session concerns: who has a place and was written to about it, and who got a place by it."""

    told: Sequence[Booking] = ()
    promoted: Sequence[Booking] = ()


@transaction.atomic
def change_session_facts(*, session: WorkshopSession, by: Person | None, now: datetime) -> Changed:
    """Save a session with new values (and its allocations). Who has a place is told once if time or place changed.

    Raised capacity or a lowered floor promotes those who wait. Raises CapacityBelowBooked.
    """
    stored = locked_session(session)
    session.places_taken, session.cancelled_at = stored.places_taken, stored.cancelled_at
    if session.capacity < stored.places_taken:
        raise CapacityBelowBooked(stored.places_taken)
    moved = Facts.of(session) != Facts.of(stored)
    session.attended_counted_at = None if moved else stored.attended_counted_at
    session.save()
    tells = moved and not stored.is_cancelled and not session.is_over(now)
    told = _tell_of_change(session, stored, by, now) if tells else []
    record_audit(action=SESSION_CHANGED, about=session, by=by, now=now)
    return Changed(told, fill_free_places(session, now))


def _tell_of_change(
    session: WorkshopSession, stored: WorkshopSession, by: Person | None, now: datetime
) -> list[Booking]:
    held = session.bookings.confirmed()
    held.update(sequence=F("sequence") + 1)
    rows = list(held.select_related("person__canonical", "booked_by"))
    before = f"{when(stored)}, {stored.where}"
    write_letters(News(kind=LetterKind.MOVED, session=session, before=before), rows, now=now, by=by)
    return rows


@transaction.atomic
def cancel_session(*, session: WorkshopSession, reason: str, by: Person | None, now: datetime) -> int:
    """Nobody comes: everyone is written to once, entries go from calendars. Returns how many it concerns."""
    session = locked_session(session)
    if session.is_cancelled:
        return 0
    if session.has_begun(now):
        raise BookingClosed(session.pk)
    WorkshopSession.objects.filter(pk=session.pk).update(
        cancelled_at=now, cancelled_reason=reason[:300], places_taken=0
    )
    session.cancelled_at, session.cancelled_reason = now, reason[:300]
    rows = list(session.bookings.active().select_related("person__canonical", "booked_by"))
    had = {row.pk: row.state == BookingState.CONFIRMED for row in rows}
    session.bookings.move(BookingState.CANCELLED, now, cancelled_by=CancelledBy.SESSION, sequence=F("sequence") + 1)
    for row in rows:
        row.sequence += 1
    Needs.objects.filter(booking__in=[row.pk for row in rows]).delete()
    for with_entry in (True, False):
        news = News(kind=LetterKind.CANCELLED, session=session, reason=reason, calendar=with_entry)
        write_letters(news, [row for row in rows if had[row.pk] == with_entry], now=now, by=by)
    record_audit(action=SESSION_CANCELLED, about=session, by=by, data={"bookings": len(rows)}, now=now)
    return len(rows)
