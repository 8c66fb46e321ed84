"""Booking a place, or a turn on the waiting list. Whoever books holds the session's lock."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.sqlite_write_lock import sqlite_write_lock
from distribution.emails import named
from distribution.mail_limits import count_caused
from people.addresses import normal_address
from people.models import Organisation, Person
from workshops.allocating import Places
from workshops.emails import News, colleague_at
from workshops.enums import BookingState, CancelledBy, LetterKind
from workshops.models import Booking, Invitation, Needs, WorkshopSession
from workshops.operations.emails import write_letters
from workshops.operations.waiting_list import capacity_state, fill_free_places, note_places_taken
from workshops.places import NoPlace, no_place, no_place_in_a_letter

MOST_BY_ONE_LEAD = 20


class BookingClosed(Exception):
    """Booking is not open: too early, too late, begun, or the session was cancelled. The text says which."""


class SessionFull(Exception):
    """No place in that session for this kind of organisation now: `no_place` says why, and where there is one."""

    def __init__(self, no_place: NoPlace) -> None:
        super().__init__(no_place)
        self.no_place = no_place


class HasAPlaceAlready(Exception):
    """The colleague has a place already."""


class TooMany(Exception):
    """One lead has booked for as many colleagues as one may."""


class NotYours(Exception):
    """There is no such booking to change any more."""


@dataclass(frozen=True)
class Colleague:
    given_name: str
    family_name: str
    address: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Order:
    """What all the bookings of one press have in common."""

    session: WorkshopSession
    organisation: Organisation | None
    by: Person
    now: datetime
    short_notice_ok: bool = False

    @property
    def kind(self) -> str:
        return self.organisation.kind if self.organisation else ""


@dataclass(frozen=True)
class Booked:
    booking: Booking
    is_new: bool
    called: str  # as whoever booked called them: a booking from before may have another name
    no_place: NoPlace | None = None  # of somebody who is on the waiting list now because of this booking


def why_closed(session: WorkshopSession, now: datetime) -> str:
    """Why nobody can book this session now, or an empty string."""
    workshop = session.workshop
    if session.is_cancelled:
        return _("This session was cancelled.")
    if session.has_begun(now):
        return _("This session has begun or is over.")
    if workshop.opens_at and now < workshop.opens_at:
        opens = timezone.localtime(workshop.opens_at)
        return _("Booking opens on %(at)s.") % {"at": f"{opens:%-d %B %Y, %H:%M}"}
    if workshop.closes_at and now >= workshop.closes_at:
        return _("Booking has closed.")
    return ""


def locked_session(session: WorkshopSession) -> WorkshopSession:
    """The row as it is now, locked until the transaction ends. It keeps the workshop that `session` knows."""
    row = WorkshopSession.objects.select_for_update().get(pk=session.pk)
    row.workshop = session.workshop
    return row


def locked_sessions(workshop_id: int) -> dict[int, WorkshopSession]:
    """All sessions of a workshop, in one order, for what may concern two of them."""
    found = WorkshopSession.objects.filter(workshop=workshop_id).select_related("workshop")
    return {row.pk: row for row in found.select_for_update(of=("self",)).order_by("pk")}


def book(
    *,
    session: WorkshopSession,
    person: Person | None,
    organisation: Organisation | None,
    by: Person,
    now: datetime,
    short_notice_ok: bool = False,
    colleagues: Sequence[Colleague] = (),
    most: int | None = MOST_BY_ONE_LEAD,
) -> list[Booked]:
    """Places for `person` (None: only for the colleagues) and for named colleagues of the same organisation.

    Who finds no place is on the waiting list, not refused. Who has a place or waits already keeps that, so that the
    same press ten times makes one booking. `most` colleagues may be booked by one person; None for an officer.
    An address that we know from elsewhere is booked like any other: nobody learns here whose it is, and its owner is
    told and can cancel. Raises BookingClosed, TooMany, TooMuchMail.
    """
    with sqlite_write_lock("bookings"):
        return _book(Order(session, organisation, by, now, short_notice_ok), person, colleagues, most)


@transaction.atomic
def _book(order: Order, person: Person | None, colleagues: Sequence[Colleague], most: int | None) -> list[Booked]:
    session, now = locked_session(order.session), order.now
    order = replace(order, session=session)
    if reason := why_closed(session, now):
        raise BookingClosed(reason)
    places = capacity_state(session, now)
    fill_free_places(session, now, places)  # whoever waits and may have a place now comes first
    people = [(person, person.full_name or str(person))] if person else []
    people += [(colleague_called(c), c.name) for c in colleagues]
    _not_too_many(session, order.by, len(colleagues), most)
    found = [_take_or_queue(order, places, who, name) for who, name in people]
    note_places_taken(session, places)
    new = [booked.booking for booked in found if booked.is_new]
    for row in new:
        if row.person_id != order.by.pk:
            count_caused(by=order.by, to=row.principal.post_address, now=now)
    if new:
        said_no = Invitation.objects.filter(workshop=session.workshop_id, declined_at__isnull=False)
        said_no.filter(person__in=[row.person_id for row in new]).update(declined_at=None)
    waits = any(row.is_waiting for row in new)
    refused = no_place(session, places, order.kind, now) if waits else None
    _tell(session, new, order.by, now, refused)
    return [replace(one, no_place=refused) if one.is_new and one.booking.is_waiting else one for one in found]


def _not_too_many(session: WorkshopSession, by: Person, more: int, most: int | None) -> None:
    if more and most is not None:
        have = Booking.objects.active().filter(workshop=session.workshop_id, booked_by=by).exclude(person=by).count()
        if have + more > most:
            raise TooMany(most)


def colleague_called(colleague: Colleague) -> Person:
    """The person whose address it is, known or new."""
    person, _new = Person.objects.get_or_create(
        email=normal_address(colleague.address),
        defaults={"given_name": colleague.given_name, "family_name": colleague.family_name, "password": "!"},
    )
    return person.canonical


def _take_or_queue(order: Order, places: Places, person: Person, name: str) -> Booked:
    there = Booking.objects.active().of(person).filter(workshop=order.session.workshop_id).first()
    if there is not None:
        return Booked(there, is_new=False, called=name)
    state = BookingState.CONFIRMED if places.has_room_for(order.kind) else BookingState.WAITING
    try:
        with transaction.atomic():
            row = Booking.objects.place(
                order.session,
                person=person,
                name=name,
                organisation=order.organisation,
                state=state,
                now=order.now,
                booked_by=order.by,
                short_notice_ok=order.short_notice_ok,
            )
    except IntegrityError:
        # The same person, at the same moment, in another session of this workshop: that one was first.
        there = Booking.objects.active().of(person).filter(workshop=order.session.workshop_id).first()
        if there is None:
            raise
        return Booked(there, is_new=False, called=name)
    if state == BookingState.CONFIRMED:
        places.take(order.kind)
    else:
        places.waiting += 1
    return Booked(row, is_new=True, called=name)


def end_booking(row: Booking, how: CancelledBy, now: datetime) -> bool:
    """Cancel the row, raise its calendar entry's SEQUENCE, forget its needs. Returns whether it had a place."""
    had_a_place = row.is_confirmed
    changed = row.move(BookingState.CANCELLED, now, cancelled_by=how)
    row.sequence += had_a_place
    row.save(update_fields=[*changed, "sequence"])
    Needs.objects.filter(booking=row).delete()
    return had_a_place


def _tell(session: WorkshopSession, rows: list[Booking], by: Person, now: datetime, refused: NoPlace | None) -> None:
    confirmed, waiting = [r for r in rows if r.is_confirmed], [r for r in rows if r.is_waiting]
    turns = turns_of(session, waiting)

    def own(row: Booking) -> dict[str, str]:
        said = ""
        if row.person_id != by.pk:
            said = _("%(name)s booked this for you.") % {"name": named(by, colleague_at(row))}
        return {"said": said, "position": str(turns.get(row.pk, ""))}

    place = News(kind=LetterKind.CONFIRMED, session=session)
    why = no_place_in_a_letter(refused) if refused else ""
    turn = News(kind=LetterKind.WAITING, session=session, reason=why)
    write_letters(place, confirmed, own=own, now=now, new=True, by=by)
    write_letters(turn, waiting, own=own, now=now, new=True, by=by)


def turns_of(session: WorkshopSession, rows: Sequence[Booking]) -> dict[int, int]:
    """{booking: its number on the waiting list, from 1}. 1 query, none where nobody waits."""
    if not rows:
        return {}
    queue = session.bookings.waiting().values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(queue, start=1)}
