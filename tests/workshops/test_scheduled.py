"""What time does by itself: reminders by the clock in Britain, needs that are forgotten, feedback that is asked for."""

from datetime import UTC, datetime, time, timedelta

import pytest

from people.models import AuditEntry
from tests.workshops.factories import NOW, STARTS, booked, partner, session, workshop
from tests.workshops.test_check_in import press
from workshops.audit import NEEDS_PURGED
from workshops.models import Letter, Needs
from workshops.operations import change_session_facts, keep, purge_needs, reminder_moments, state_needs

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def reminders(row):
    return list(Letter.objects.filter(booking=row, kind="reminder").order_by("due_at").values_list("due_at", flat=True))


@pytest.mark.parametrize(
    ("starts_at", "due"),
    [
        # In winter and in summer 9 by the clock, also where the clock changes between the reminder and the session.
        (datetime(2027, 1, 15, 10, tzinfo=UTC), datetime(2027, 1, 8, 9, tzinfo=UTC)),
        (datetime(2027, 4, 2, 9, tzinfo=UTC), datetime(2027, 3, 26, 9, tzinfo=UTC)),
        (datetime(2027, 11, 4, 10, tzinfo=UTC), datetime(2027, 10, 28, 8, tzinfo=UTC)),
        (datetime(2027, 7, 1, 9, tzinfo=UTC), datetime(2027, 6, 24, 8, tzinfo=UTC)),
    ],
)
def test_reminders_fall_due_by_the_clock_in_britain(starts_at, due):
    room = session(workshop(reminder_days="7", reminder_time=time(9)), starts_at=starts_at)
    assert reminder_moments(room) == [due]


def test_each_reminder_goes_out_once(db):
    page = workshop()
    room = session(page)
    row = booked(partner("Pat Police"), room)
    week, day = reminder_moments(room)
    for now in (week - timedelta(minutes=1), week, week + timedelta(minutes=5), day, day + timedelta(hours=3)):
        keep(now=now)
    assert reminders(row) == [week, day]


def test_a_late_booker_gets_what_is_still_to_come_and_not_at_once(db):
    room = session(workshop())
    week, day = reminder_moments(room)
    late = booked(partner("Late Booker"), room, now=week + timedelta(days=2))
    just = booked(partner("Just Now"), room, now=day - timedelta(hours=1))
    keep(now=day)
    assert reminders(late) == [day]
    assert reminders(just) == []


def test_nobody_who_waits_or_cancelled_is_reminded(db):
    room = session(workshop(), capacity=1)
    _has, waits = booked(partner("Has Place"), room), booked(partner("Wes Waits"), room)
    keep(now=reminder_moments(room)[-1])
    assert reminders(waits) == []


def test_a_session_that_moves_by_days_is_reminded_of_anew(officer):
    room = session(workshop(reminder_days="1"))
    row = booked(partner("Pat Police"), room)
    first = reminder_moments(room)[0]
    keep(now=first)
    room.refresh_from_db()
    room.starts_at += timedelta(days=5)
    room.ends_at += timedelta(days=5)
    change_session_facts(session=room, by=officer, now=first + timedelta(hours=1))
    keep(now=first + timedelta(hours=2))
    assert reminders(row) == [first]
    keep(now=reminder_moments(room)[0])
    assert reminders(row) == [first, first + timedelta(days=5)]


def test_needs_go_14_days_after_and_that_is_logged(db):
    room = session(workshop())
    row = booked(partner("Pat Police"), room)
    state_needs(booking=row, access=["bsl"], diet=[], other="", now=NOW)
    assert purge_needs(now=room.ends_at + timedelta(days=14)) == 0
    assert keep(now=room.ends_at + timedelta(days=14, minutes=1))["purged"] == 1
    assert not Needs.objects.exists()
    assert AuditEntry.objects.get(action=NEEDS_PURGED.code).data == {"bookings": 1}


def test_those_who_came_are_asked_once_how_it_was(db):
    room = session(workshop())
    came, absent = booked(partner("Pat Police"), room), booked(partner("Abs Ent"), room)
    press(came, 0)
    for hours in (1, 2, 30):
        keep(now=room.ends_at + timedelta(hours=hours))
    asked = Letter.objects.filter(kind="feedback")
    assert [letter.booking for letter in asked] == [came]
    assert absent.letters.filter(kind="feedback").count() == 0
    assert room.ends_at > STARTS
