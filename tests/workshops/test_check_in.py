"""The door's arithmetic and its rows: any order, repetition and lateness of the presses ends the same."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.models import Certificate, Completion, Enrolment
from people.enums import OrganisationKind
from tests import cast
from tests.workshops.factories import STARTS, agency, booked, partner, session, workshop
from workshops.attending import is_enough, time_there
from workshops.enums import CancelledBy, Direction
from workshops.models import Attendance, Booking, Scan
from workshops.operations import (
    Colleague,
    NotAtTheDoor,
    RoomFull,
    cancel_booking,
    check_in,
    give_feedback,
    keep,
    take_back,
    walk_in,
)

ENDS = STARTS + timedelta(hours=3)
MOMENTS = st.integers(-60, 240).map(lambda minutes: STARTS + timedelta(minutes=minutes))
SCANS = st.lists(st.tuples(MOMENTS, st.sampled_from(Direction.values)), max_size=8, unique_by=lambda scan: scan[0])


@given(SCANS, st.randoms())
def test_the_order_in_which_presses_arrive_does_not_matter(scans, chance):
    shuffled = [*scans, *scans[:3]]
    chance.shuffle(shuffled)
    facts = {"starts_at": STARTS, "ends_at": ENDS, "until": ENDS}
    there = time_there(scans, **facts)
    assert time_there(shuffled, **facts) == there
    assert timedelta() <= there <= ENDS - STARTS


@pytest.mark.parametrize(
    ("scans", "minutes"),
    [
        ([(0, "in")], 180),
        ([(-30, "in")], 180),
        ([(0, "in"), (90, "out")], 90),
        ([(0, "in"), (60, "out"), (120, "in")], 120),
        ([(0, "in"), (10, "in"), (90, "out")], 90),
        ([(90, "out")], 0),
        ([(200, "in")], 0),
        ([(60, "in"), (60, "out")], 0),
    ],
)
def test_minutes_there(scans, minutes):
    scans = [(STARTS + timedelta(minutes=at), direction) for at, direction in scans]
    assert time_there(scans, starts_at=STARTS, ends_at=ENDS, until=ENDS) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("minutes", "enough"), [(143, False), (144, True), (180, True)])
def test_four_fifths_are_enough(minutes, enough):
    assert is_enough(timedelta(minutes=minutes), starts_at=STARTS, ends_at=ENDS) is enough


def press(row, minutes, direction=Direction.IN, *, nonce=None, by=None, received=None):
    moment = STARTS + timedelta(minutes=minutes)
    return check_in(
        session=row.session, booking=row, nonce=nonce or uuid.uuid4(), direction=direction, at=moment,
        by=by or row.person, now=received or moment,
    )  # fmt: skip


@pytest.fixture
def room(db):
    return session(workshop())


@pytest.mark.django_db
@pytest.mark.both_databases
class TestTheDoor:
    def test_one_completion_is_written_whatever_is_replayed(self, room):
        row, nonce = booked(partner("Pat Police"), room), uuid.uuid4()
        for _again in range(3):
            press(row, 0, nonce=nonce)
        press(row, 170, Direction.OUT)
        press(row, 0, nonce=nonce, received=ENDS)
        for _again in range(2):
            keep(now=ENDS + timedelta(hours=2))
        completion = Completion.objects.get()
        assert (completion.source, completion.module_title) == ("attended", "Safer places together")
        assert completion.credits == [{"organisation": "Mereside Police", "urn": None, "role": "partner"}]
        assert Certificate.objects.get().name == "Pat Police"
        assert Attendance.objects.get().minutes == 170
        assert Scan.objects.count() == 2

    def test_who_leaves_unscanned_has_stayed(self, room):
        row = booked(partner("Pat Police"), room)
        press(row, 5)
        assert Attendance.objects.get().completion is None
        keep(now=ENDS + timedelta(minutes=1))
        assert Attendance.objects.get().minutes == 175
        assert Completion.objects.count() == 1

    def test_who_leaves_early_has_no_completion(self, room):
        row = booked(partner("Pat Police"), room)
        press(row, 0)
        press(row, 60, Direction.OUT)
        keep(now=ENDS + timedelta(hours=2))
        assert not Completion.objects.exists()

    def test_a_press_that_arrives_late_counts_as_of_its_moment(self, room):
        row = booked(partner("Pat Police"), room)
        keep(now=ENDS + timedelta(minutes=1))
        press(row, 10, received=ENDS + timedelta(hours=1))
        assert Attendance.objects.get().minutes == 170
        assert Completion.objects.count() == 1

    def test_a_press_on_the_wrong_name_is_taken_back(self, room):
        row = booked(partner("Pat Police"), room)
        take_back(scan=press(row, 0), now=STARTS)
        assert not Attendance.objects.exists()

    def test_it_counts_as_a_briefing_where_the_officer_says_so(self, room, issued, new_governor):
        type(room.workshop).objects.filter(pk=room.workshop_id).update(counts_as=issued.module)
        room.refresh_from_db()
        row = booked(new_governor, type(room).objects.get(pk=room.pk))
        row = Booking.objects.select_related("session__workshop").get(pk=row.pk)
        press(row, 0)
        keep(now=ENDS + timedelta(hours=1))
        enrolment = Enrolment.objects.get(person=new_governor)
        assert enrolment.completion == Completion.objects.get()

    def test_who_has_no_place_is_not_let_in_with_a_reason(self, room):
        full = session(room.workshop, capacity=1)
        booked(partner("First Person"), full)
        waits, elsewhere = booked(partner("Wes Waits"), full), booked(partner("Els Where"), room)
        gone = booked(partner("Gon Away"), room)
        cancel_booking(booking=gone, how=CancelledBy.PERSON, by=gone.person, now=STARTS - timedelta(days=1))
        for row, words in ((waits, "waiting list"), (elsewhere, "another session"), (gone, "cancelled")):
            target = full if row is not gone else room
            with pytest.raises(NotAtTheDoor, match=words):
                check_in(
                    session=target, booking=row, nonce=uuid.uuid4(), direction=Direction.IN, at=STARTS,
                    by=row.person, now=STARTS,
                )  # fmt: skip

    def test_nobody_is_checked_in_on_another_day(self, room):
        row = booked(partner("Pat Police"), room)
        with pytest.raises(NotAtTheDoor, match=r"opens|open"):
            press(row, -24 * 60)

    def test_somebody_walks_in_while_the_room_has_space(self, room):
        type(room).objects.filter(pk=room.pk).update(capacity=1)
        absent, steward = booked(partner("Abs Ent"), room), cast.person("Stew Ard")
        nonce = uuid.uuid4()
        for _again in range(2):
            row = walk_in(
                session=room, colleague=Colleague("Wal", "Kin", ""), organisation=agency(OrganisationKind.HEALTH),
                nonce=nonce, by=steward, now=STARTS,
            )  # fmt: skip
        assert (row.walked_in, Booking.objects.filter(walked_in=True).count()) == (True, 1)
        with pytest.raises(RoomFull):
            walk_in(
                session=room, colleague=Colleague("Sec", "Ond", ""), organisation=None, nonce=uuid.uuid4(),
                by=steward, now=STARTS,
            )  # fmt: skip
        assert press(absent, 10)  # who has a place is always let in

    def test_who_waits_and_walks_in_leaves_the_list(self, room):
        full = session(room.workshop, capacity=1, starts_at=STARTS + timedelta(hours=4))
        booked(partner("First Person"), full)
        waits = booked(partner("Wes Waits"), full)
        row = walk_in(
            session=room, colleague=Colleague("Wes", "Waits", waits.person.email), organisation=agency(),
            nonce=uuid.uuid4(), by=waits.person, now=STARTS,
        )  # fmt: skip
        assert (row.person, Booking.objects.get(pk=waits.pk).state) == (waits.person, "cancelled")

    def test_feedback_is_kept_once_and_without_a_name(self, room):
        row = booked(partner("Pat Police"), room)
        said = {"useful": 4, "will_change": 5, "welcome": 3, "comment": "More time.", "now": ENDS}
        first = give_feedback(booking=row, **said)
        assert give_feedback(booking=row, **said) is None
        assert {field.name for field in first._meta.fields} == {
            "id", "session", "kind", "useful", "will_change", "welcome", "comment", "on",
        }  # fmt: skip
