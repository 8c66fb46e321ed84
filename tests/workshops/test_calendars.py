"""Calendar files, read by two parsers that know nothing of each other."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from distribution.enums import Queue
from distribution.sending import send_due
from tests.workshops.factories import NOW, booked, partner, session, workshop
from workshops.calendars import LONDON, Event, Method, Party, calendar_file
from workshops.enums import CancelledBy
from workshops.operations import cancel_booking

OFFICE = Party("Mereside partnership", "safeguarding@mereside.example")


def event(**changes) -> Event:
    facts = {
        "uid": "6f1c5c1e-7a51-4d49-a5f0-2f0b6c1f9f5d", "sequence": 0, "summary": "Safer places",
        "starts_at": datetime(2027, 1, 15, 10, tzinfo=UTC), "ends_at": datetime(2027, 1, 15, 13, tzinfo=UTC),
        "location": "Room 1", "description": "Words", "organizer": OFFICE,
        "attendee": Party("Pat Police", "pat@police.example"),
    }  # fmt: skip
    return Event(**{**facts, **changes})


def instants(content: bytes):
    """(start, end) in UTC as each of the two parsers understands it."""
    one = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    other = vobject.readOne(content.decode()).vevent
    return (
        (one.decoded("dtstart").astimezone(UTC), one.decoded("dtend").astimezone(UTC)),
        (other.dtstart.value.astimezone(UTC), other.dtend.value.astimezone(UTC)),
    )


def around(day: date):
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=7)
    return [start + timedelta(minutes=30 * n) for n in range(14 * 48)]


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)])
def test_the_same_instants_in_two_parsers_around_the_changes_of_the_clock(change):
    for starts_at in around(change)[::3]:
        ends_at = starts_at + timedelta(minutes=90)
        content = calendar_file(event(starts_at=starts_at, ends_at=ends_at), method=Method.REQUEST, at=NOW)
        assert instants(content) == ((starts_at, ends_at), (starts_at, ends_at))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1)), st.integers(1, 100_000))
def test_any_instant_survives(naive, minutes):
    starts_at = naive.replace(tzinfo=UTC, microsecond=0)
    ends_at = starts_at + timedelta(minutes=minutes)
    found = instants(calendar_file(event(starts_at=starts_at, ends_at=ends_at), method=Method.REQUEST, at=NOW))
    assert found == ((starts_at, ends_at), (starts_at, ends_at))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85"), max_size=300)


@given(TEXT, TEXT, TEXT)
def test_any_words_survive_and_no_line_is_longer_than_75_octets(summary, name, location):
    content = calendar_file(
        event(summary=summary, location=location, attendee=Party(name, "pat@police.example")),
        method=Method.REQUEST, at=NOW,
    )  # fmt: skip
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # never cut within a letter
    one = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert str(one["summary"]) == summary
    assert str(one["location"]) == location


@pytest.mark.parametrize("name", ['Zoë "Bee" O’Mock; Jr, MBE: Lead', "أمينة علي", "Fay 🦊 Fox", "line\r\nATTACH:evil"])
def test_a_name_stays_a_name(name):
    content = calendar_file(event(attendee=Party(name, "pat@police.example")), method=Method.REQUEST, at=NOW)
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]["attendee"]
    assert found.params["CN"] == " ".join(name.split()).replace('"', "'")
    assert str(found) == "mailto:pat@police.example"
    assert b"\r\nATTACH" not in content
    assert vobject.readOne(content.decode()).vevent.attendee.value == "mailto:pat@police.example"


def test_the_rules_of_the_zone_are_yearly():
    text = calendar_file(event(), method=Method.REQUEST, at=NOW).decode()
    assert "DTSTART:19810329T010000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "DTSTART:19961027T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text
    assert f"DTSTART;TZID=Europe/London:{datetime(2027, 1, 15, 10, tzinfo=LONDON):%Y%m%dT%H%M%S}" in text


@pytest.mark.django_db
def test_the_entry_is_the_last_part_of_the_letter_and_a_cancellation_takes_it_away(sink):
    row = booked(partner("Pat Police"), session(workshop()))
    send_due(queue=Queue.URGENT, clock=lambda: NOW)
    cancel_booking(booking=row, how=CancelledBy.PERSON, by=row.person, now=NOW)
    send_due(queue=Queue.URGENT, clock=lambda: NOW)
    invite, cancellation = [message_from_bytes(m["raw"], policy=policy.default) for m in sink.wait_for(2)]
    for letter, method, sequence in ((invite, "REQUEST", 0), (cancellation, "CANCEL", 1)):
        assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
        part = list(letter.iter_parts())[-1]
        assert part.get_content_type() == "text/calendar"
        assert part.get_param("method") == method
        assert part.get_content_charset() == "utf-8"
        found = icalendar.Calendar.from_ical(part.get_payload(decode=True))
        assert found["method"] == method
        entry = found.walk("VEVENT")[0]
        assert (str(entry["uid"]), int(entry["sequence"])) == (row.uid, sequence)
        assert str(entry["attendee"]) == "mailto:pat.police@people.example"
        assert str(entry["status"]) == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")
