"""At the door and afterwards: scans, walk-ins, attendance, feedback."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.models import Completion
from learning.operations import complete_by_attending
from people.enums import Role
from people.models import Organisation, Person
from people.operations import add_to_ledger
from workshops.attending import is_enough, time_there
from workshops.emails import when
from workshops.enums import BookingState, CancelledBy, Direction
from workshops.models import Attendance, Booking, Feedback, Scan, WorkshopSession
from workshops.operations.bookings import Colleague, colleague_called, end_booking, locked_sessions
from workshops.operations.waiting_list import fill_free_places
from workshops.reconciliation import STREAM, facts_of

OLDEST_SCAN = timedelta(hours=24)  # a phone that had no network sends its presses later
DOOR_OPENS = timedelta(hours=3)  # before the start
DOOR_CLOSES = timedelta(hours=6)  # after the end


class NotAtTheDoor(Exception):
    """Why this booking cannot be checked in, in words for whoever stands at the door."""


class RoomFull(Exception):
    """As many people are in the room as it has places, or more: `there` of `capacity`."""

    def __init__(self, there: int, capacity: int) -> None:
        super().__init__(there, capacity)
        self.there, self.capacity = there, capacity


def door_is_open(session: WorkshopSession, now: datetime) -> bool:
    in_time = session.starts_at - DOOR_OPENS <= now <= session.ends_at + DOOR_CLOSES
    return in_time and not session.is_cancelled


@transaction.atomic
def check_in(
    *, session: WorkshopSession, booking: Booking, nonce: UUID, direction: Direction, at: datetime, by: Person,
    now: datetime,
) -> Scan:  # fmt: skip
    """One press at the door. The same nonce counts once, whenever it arrives. Raises NotAtTheDoor."""
    row = Booking.objects.select_for_update(of=("self",)).select_related("session").get(pk=booking.pk)
    if row.session_id != session.pk:
        raise NotAtTheDoor(_("%(name)s is booked for another session: %(session)s.") % {
            "name": row.name, "session": row.session.when_and_label})  # fmt: skip
    if not row.is_confirmed:
        raise NotAtTheDoor(_("%(name)s has no place: %(state)s.") % {
            "name": row.name, "state": row.get_state_display().lower()})  # fmt: skip
    moment = min(max(at, now - OLDEST_SCAN), now)
    if not door_is_open(session, moment):
        raise NotAtTheDoor(_("The door is open from %(n)s hours before the start.") % {
            "n": DOOR_OPENS.seconds // 3600})  # fmt: skip
    scan, _new = Scan.objects.get_or_create(
        nonce=nonce,
        defaults={"booking": row, "direction": direction, "at": moment, "received_at": now, "by": by},
    )
    recompute_attendance(booking=scan.booking, session=session, now=now)
    return scan


@transaction.atomic
def take_back(*, scan: Scan, now: datetime) -> None:
    """A press on the wrong name. What it had already proved stays."""
    booking = Booking.objects.select_for_update(of=("self",)).select_related("session").get(pk=scan.booking_id)
    scan.delete()
    if not booking.scans.exists():
        if Attendance.objects.filter(booking=booking, completion=None).delete()[0]:
            add_to_ledger(stream=STREAM, kind="taken_back", facts={"booking": booking.pk}, now=now)
        return
    recompute_attendance(booking=booking, session=booking.session, now=now)


def recompute_attendance(*, booking: Booking, session: WorkshopSession, now: datetime) -> Attendance | None:
    """Attendance from the scans as they are; once it is enough, the evidence, once. The caller holds the booking."""
    scans = list(booking.scans.values_list("at", "direction"))
    came = min((at for at, direction in scans if direction == Direction.IN), default=None)
    if came is None:
        return None
    there = time_there(scans, starts_at=session.starts_at, ends_at=session.ends_at, until=now)
    last_at, last = max(scans)
    before = Attendance.objects.select_related("completion").filter(booking=booking).first()
    row, _new = Attendance.objects.update_or_create(
        booking=booking,
        defaults={
            "arrived_at": came,
            "left_at": last_at if last == Direction.OUT else None,
            "minutes": int(there.total_seconds() // 60),
        },
    )
    over = last == Direction.OUT or session.is_over(now)
    if over and row.completion_id is None and is_enough(there, starts_at=session.starts_at, ends_at=session.ends_at):
        row.completion = _completed(booking, session, now)
        row.save(update_fields=["completion"])
    if before is None or facts_of(before) != facts_of(row):
        add_to_ledger(stream=STREAM, kind="attended", facts={"booking": booking.pk, **facts_of(row)}, now=now)
    return row


def _completed(booking: Booking, session: WorkshopSession, now: datetime) -> Completion:
    workshop, organisation = session.workshop, booking.organisation
    credits = (
        [{"organisation": organisation.name, "urn": organisation.urn, "role": Role.PARTNER}] if organisation else []
    )
    return complete_by_attending(
        person=booking.principal,
        page=workshop,
        content=list(workshop.body.raw_data),
        session=when(session),
        credits=credits,
        counts_as=workshop.counts_as,
        now=now,
    )


@transaction.atomic
def walk_in(
    *, session: WorkshopSession, colleague: Colleague, organisation: Organisation | None, nonce: UUID, by: Person,
    now: datetime,
) -> Booking:  # fmt: skip
    """Somebody comes without a place: let in while the room has space. Raises RoomFull, NotAtTheDoor."""
    sessions = locked_sessions(session.workshop_id)
    session = sessions[session.pk]
    if (there := Scan.objects.filter(nonce=nonce).select_related("booking").first()) is not None:
        return there.booking
    if colleague.address:
        person = colleague_called(colleague)
    else:
        person = Person.objects.create_user(None, given_name=colleague.given_name, family_name=colleague.family_name)
    row = Booking.objects.active().of(person).filter(workshop=session.workshop_id).first()
    if row is None or not (row.is_confirmed and row.session_id == session.pk):
        in_the_room = Attendance.objects.filter(booking__session=session, left_at=None).count()
        if in_the_room >= session.capacity:
            raise RoomFull(in_the_room, session.capacity)
        if row is not None:  # waits, or has a place in another session, and comes here instead
            end_booking(row, CancelledBy.PERSON, now)
            fill_free_places(sessions[row.session_id], now)
        row = Booking.objects.place(
            session, person=person, name=colleague.name, organisation=organisation, state=BookingState.CONFIRMED,
            now=now, booked_by=by, walked_in=True,
        )  # fmt: skip
    check_in(session=session, booking=row, nonce=nonce, direction=Direction.IN, at=now, by=by, now=now)
    return row


@transaction.atomic
def give_feedback(
    *, booking: Booking, useful: int, will_change: int, welcome: int, comment: str, now: datetime
) -> Feedback | None:
    """Answers are kept without a name; the booking only remembers that they were given. Twice counts once."""
    if not Booking.objects.filter(pk=booking.pk, feedback_given=False).update(feedback_given=True):
        return None
    return Feedback.objects.create(
        session_id=booking.session_id,
        kind=booking.kind,
        useful=useful,
        will_change=will_change,
        welcome=welcome,
        comment=comment[:600],
        on=timezone.localdate(now),
    )
