"""Under a session's lock: count its places, give free ones to those who wait, and keep why anyone was passed over."""

from datetime import datetime

from workshops.allocating import Places, Waiting, promote
from workshops.emails import News
from workshops.enums import BookingState, LetterKind
from workshops.models import Booking, PassedOver, WorkshopSession
from workshops.operations.emails import write_letters
from workshops.places import places_in


def capacity_state(session: WorkshopSession, now: datetime) -> Places:
    """The places as they are now. The caller holds the session's lock. 2 queries."""
    return places_in([session], now)[session.pk]


def fill_free_places(session: WorkshopSession, now: datetime, places: Places | None = None) -> list[Booking]:
    """Give what is free to the first who may have it, and note how many places are taken. Returns who got one.

    Nobody is promoted once the session has begun or was cancelled.
    """
    places = places or capacity_state(session, now)
    promoted: list[Booking] = []
    if places.free and places.waiting and not session.is_cancelled and not session.has_begun(now):
        promoted = _promote(session, places, now)
    note_places_taken(session, places)
    return promoted


def note_places_taken(session: WorkshopSession, places: Places) -> None:
    taken = sum(places.taken.values())
    if taken != session.places_taken:
        session.places_taken = taken
        WorkshopSession.objects.filter(pk=session.pk).update(places_taken=taken)


def _promote(session: WorkshopSession, places: Places, now: datetime) -> list[Booking]:
    queue = session.bookings.waiting().values_list("pk", "kind", "short_notice_ok")
    found = promote(places, (Waiting(*row) for row in queue), short_notice=now >= session.notice_begins_at())
    if not found.promoted:
        return []
    Booking.objects.filter(pk__in=found.promoted).move(BookingState.CONFIRMED, now)
    PassedOver.objects.bulk_create(
        [PassedOver(booking_id=pk, promoted_id=other, reason=why, at=now) for pk, why, other in found.passed_over],
        ignore_conflicts=True,
    )
    rows = list(Booking.objects.filter(pk__in=found.promoted).select_related("person__canonical", "booked_by"))
    write_letters(News(kind=LetterKind.PROMOTED, session=session), rows, now=now)
    return rows
