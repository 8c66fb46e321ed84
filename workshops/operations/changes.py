"""What becomes of a booking at its holder's hand: another session, cancelled, given away, needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from distribution.emails import named
from distribution.mail_limits import count_caused
from distribution.merge_fields import field
from people.models import Person
from workshops.emails import News, colleague_at
from workshops.enums import ACTIVE, BookingState, CancelledBy, LetterKind
from workshops.models import Booking, Needs, WorkshopSession
from workshops.operations.bookings import (
    BookingClosed,
    Colleague,
    HasAPlaceAlready,
    NotYours,
    SessionFull,
    colleague_called,
    end_booking,
    locked_sessions,
    turns_of,
    why_closed,
)
from workshops.operations.emails import write_letters
from workshops.operations.waiting_list import capacity_state, fill_free_places, note_places_taken
from workshops.places import no_place, no_place_in_a_letter


@dataclass(frozen=True)
class Cancelled:
    """What a cancellation did: the booking, whether it had a place, and who got that place from the waiting list."""

    booking: Booking
    had_a_place: bool = False
    promoted: Sequence[Booking] = ()
    is_new: bool = True


def _own(booking: Booking) -> Booking:
    """The row as it is now, under its session's lock. Raises NotYours if it is over."""
    row = Booking.objects.select_related("person__canonical", "booked_by", "organisation").get(pk=booking.pk)
    if row.state not in ACTIVE:
        raise NotYours(row.pk)
    return row


@transaction.atomic
def change_session(*, booking: Booking, to: WorkshopSession, now: datetime, or_wait: bool = True) -> Booking:
    """Move to another session of the same workshop; the calendar entry moves along.

    Who has a place keeps it if the other session has none: raises SessionFull. Who waits gets a place there, or goes
    to the end of the other queue; without `or_wait` they keep their turn and SessionFull is raised. Raises
    BookingClosed, NotYours.
    """
    sessions = locked_sessions(booking.workshop_id)
    row, target = _own(booking), sessions.get(to.pk)
    if target is None:
        raise NotYours(row.pk)
    if row.session_id == target.pk:
        return row
    source = sessions[row.session_id]
    if source.has_begun(now):
        raise BookingClosed(_("Your session has begun or is over."))
    if reason := why_closed(target, now):
        raise BookingClosed(reason)
    places = capacity_state(target, now)
    fill_free_places(target, now, places)
    room = places.has_room_for(row.kind)
    refused = None if room else no_place(target, places, row.kind, now, but=[source.pk])
    if refused and (row.is_confirmed or not or_wait):
        raise SessionFull(refused)
    had_a_place, row.session, row.queued_at = row.is_confirmed, target, now
    if room:
        places.take(row.kind)
        if had_a_place:
            row.sequence += 1
        else:
            row.move(BookingState.CONFIRMED, now)
    row.save(update_fields=["session", "queued_at", "state", "state_at", "confirmed_at", "sequence"])
    fill_free_places(source, now)
    note_places_taken(target, places)
    kind = (LetterKind.MOVED if had_a_place else LetterKind.CONFIRMED) if room else LetterKind.WAITING
    turns = turns_of(target, [] if room else [row])
    news = News(kind=kind, session=target, reason=no_place_in_a_letter(refused) if refused else "")
    write_letters(news, [row], now=now, own=lambda one: {"position": str(turns.get(one.pk, ""))})
    return row


@transaction.atomic
def cancel_booking(*, booking: Booking, how: CancelledBy, by: Person | None, now: datetime) -> Cancelled:
    """Give a place or a turn back; the next eligible person gets it in this transaction. Twice changes nothing."""
    sessions = locked_sessions(booking.workshop_id)
    try:
        row = _own(booking)
    except NotYours:
        return Cancelled(Booking.objects.get(pk=booking.pk), is_new=False)
    session = sessions[row.session_id]
    if session.has_begun(now):
        raise BookingClosed(_("This session has begun or is over."))
    had_a_place = end_booking(row, how, now)
    words = {
        CancelledBy.PERSON: _("You cancelled it. Thank you for telling us."),
        CancelledBy.LEAD: _("%(name)s cancelled it for you.") % {"name": named(by, colleague_at(row))},
        CancelledBy.OFFICER: _("The organisers cancelled it. Ask them if you do not know why."),
    }
    news = News(kind=LetterKind.CANCELLED, session=session, reason=field("reason"), calendar=had_a_place)
    write_letters(news, [row], now=now, own=lambda one: {"reason": words.get(how, "")}, by=by)
    return Cancelled(row, had_a_place, fill_free_places(session, now))


@transaction.atomic
def give_place(*, booking: Booking, to: Colleague, by: Person, now: datetime) -> Booking:
    """A place goes to a colleague of the same organisation, not to the queue. Returns the colleague's booking.

    Raises NotYours, BookingClosed, HasAPlaceAlready, TooMuchMail.
    """
    sessions = locked_sessions(booking.workshop_id)
    row = _own(booking)
    session = sessions[row.session_id]
    if not row.is_confirmed or row.walked_in:
        raise NotYours(row.pk)
    if session.has_begun(now):
        raise BookingClosed(_("This session has begun or is over."))
    colleague = colleague_called(to)
    there = Booking.objects.active().of(colleague).filter(workshop=row.workshop_id).first()
    if there is not None and (there.is_confirmed or there.pk == row.pk):
        raise HasAPlaceAlready(to.name)
    count_caused(by=by, to=colleague.post_address, now=now)
    if there is not None:
        end_booking(there, CancelledBy.GIVEN, now)
    end_booking(row, CancelledBy.GIVEN, now)
    given = Booking.objects.place(
        session, person=colleague, name=to.name, organisation=row.organisation, state=BookingState.CONFIRMED, now=now,
        kind=row.kind, queued_at=row.queued_at, booked_by=by, given_by=row, short_notice_ok=True,
    )  # fmt: skip
    gone = _("You gave your place to %(name)s.") % {"name": to.name}
    came = _("%(name)s gave you their place.") % {"name": named(by, colleague_at(row))}
    cancelled = News(kind=LetterKind.CANCELLED, session=session, reason=field("reason"))
    write_letters(cancelled, [row], now=now, own=lambda one: {"reason": gone})
    place = News(kind=LetterKind.CONFIRMED, session=session)
    write_letters(place, [given], now=now, new=True, own=lambda one: {"said": came})
    return given


@transaction.atomic
def allow_short_notice(*, booking: Booking, allowed: bool, now: datetime) -> None:
    """Whoever waits says whether a place at short notice is welcome; a yes may bring one at once."""
    sessions = locked_sessions(booking.workshop_id)
    row = _own(booking)
    if row.short_notice_ok != allowed:
        row.short_notice_ok = allowed
        row.save(update_fields=["short_notice_ok"])
    fill_free_places(sessions[row.session_id], now)


@transaction.atomic
def state_needs(*, booking: Booking, access: list[str], diet: list[str], other: str, now: datetime) -> None:
    """What the person needs. Saying nothing takes away what was said before."""
    if not (access or diet or other):
        Needs.objects.filter(booking=booking).delete()
        return
    Needs.objects.update_or_create(
        booking=booking, defaults={"access": access, "diet": diet, "other": other[:300], "stated_at": now}
    )
