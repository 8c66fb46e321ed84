"""Booking through the operations: places, queue, promotion, giving, changing; what people are told."""

from datetime import timedelta

import pytest

from distribution.models import Delivery, Mailing
from people.enums import OrganisationKind
from people.models import Person
from people.operations import merge_people
from tests import cast
from tests.workshops.factories import NOW, STARTS, agency, allocate, booked, partner, session, workshop
from workshops.enums import BookingState, CancelledBy, PassedOverFor
from workshops.models import Booking, PassedOver, WorkshopSession
from workshops.operations import (
    BookingClosed,
    CapacityBelowBooked,
    Colleague,
    HasAPlaceAlready,
    NotYours,
    SessionFull,
    book,
    cancel_booking,
    cancel_session,
    change_session,
    change_session_facts,
    give_place,
)
from workshops.operations.scheduled import keep

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CONFIRMED, WAITING, CANCELLED = BookingState.CONFIRMED, BookingState.WAITING, BookingState.CANCELLED


@pytest.fixture
def page(db):
    return workshop()


def state(booking):
    return Booking.objects.get(pk=booking.pk).state


def letters_to(who):
    return list(Delivery.objects.filter(person=who).order_by("pk").values_list("mailing__subject", flat=True))


def cancel(booking, *, now=NOW):
    return cancel_booking(booking=booking, how=CancelledBy.PERSON, by=booking.person, now=now)


def test_places_run_out_and_the_rest_wait_in_order(page):
    room = session(page, capacity=2)
    rows = [booked(partner(f"Person {n}"), room) for n in range(4)]
    assert [row.state for row in rows] == [CONFIRMED, CONFIRMED, WAITING, WAITING]
    assert WorkshopSession.objects.get(pk=room.pk).places_taken == 2
    assert "waiting list" in letters_to(rows[2].person)[0]


def test_ten_presses_make_one_booking_and_one_letter(page):
    room, who = session(page), partner("Pat Police")
    assert len({booked(who, room).pk for _press in range(10)}) == 1
    assert Booking.objects.count() == 1
    assert len(letters_to(who)) == 1


def test_a_cancellation_promotes_the_next_in_the_same_transaction(page):
    room = session(page, capacity=1)
    first, second, third = [booked(partner(f"Person {n}"), room) for n in range(3)]
    cancel(first)
    assert (state(first), state(second), state(third)) == (CANCELLED, CONFIRMED, WAITING)
    assert "A place has come free" in letters_to(second.person)[-1]
    cancel(first)  # the same press again
    assert state(third) == WAITING


def test_a_letter_that_was_not_sent_is_overtaken_by_a_newer_one(page):
    who = partner("Pat Police")
    row = booked(who, session(page))
    cancel(row)
    assert list(Delivery.objects.filter(person=who).order_by("pk").values_list("state", flat=True)) == [
        "cancelled",
        "queued",
    ]


def test_a_floor_keeps_places_and_runs_out(page):
    room = session(page, capacity=3)
    allocate(room, OrganisationKind.POLICE, floor=2, days=10)
    health = [booked(partner(f"Health {n}", OrganisationKind.HEALTH), room) for n in range(3)]
    assert [row.state for row in health] == [CONFIRMED, WAITING, WAITING]
    police = booked(partner("Pat Police"), room)
    assert police.state == CONFIRMED
    assert keep(now=STARTS - timedelta(days=11))["promoted"] == 0
    assert keep(now=STARTS - timedelta(days=10) + timedelta(minutes=1))["promoted"] == 1
    assert [state(row) for row in health] == [CONFIRMED, CONFIRMED, WAITING]


def test_a_newcomer_does_not_overtake_those_whom_a_floor_has_just_let_go(page):
    room = session(page, capacity=1)
    allocate(room, OrganisationKind.POLICE, floor=1, days=10)
    waits = booked(partner("Hana Health", OrganisationKind.HEALTH), room)
    assert waits.state == WAITING
    later = booked(partner("Late Housing", OrganisationKind.HOUSING), room, now=STARTS - timedelta(days=9))
    assert (state(waits), later.state) == (CONFIRMED, WAITING)


def test_no_kind_above_its_ceiling(page):
    room = session(page, capacity=8, ceiling_percent=25)
    rows = [booked(partner(f"Police {n}"), room) for n in range(3)]
    assert [row.state for row in rows] == [CONFIRMED, CONFIRMED, WAITING]
    assert booked(partner("Hana Health", OrganisationKind.HEALTH), room).state == CONFIRMED


def test_who_is_passed_over_and_why_is_kept(page):
    room = session(page, capacity=2)
    allocate(room, OrganisationKind.POLICE, ceiling=1)
    police, health = booked(partner("Pat One"), room), booked(partner("Hana Health", OrganisationKind.HEALTH), room)
    waits, next_one = booked(partner("Pat Two"), room), booked(partner("Holly Housing", OrganisationKind.HOUSING), room)
    cancel(health)
    assert (state(waits), state(next_one)) == (WAITING, CONFIRMED)
    row = PassedOver.objects.get()
    assert (row.booking, row.promoted, row.reason) == (waits, next_one, PassedOverFor.CEILING)
    cancel(police)
    assert state(waits) == CONFIRMED


def test_short_notice_goes_to_those_who_said_yes(page):
    room = session(page, capacity=1)
    first, no, yes = (
        booked(partner("First Person"), room),
        booked(partner("No Notice"), room),
        booked(partner("Yes Notice"), room, short_notice_ok=True),
    )
    cancel(first, now=STARTS - timedelta(hours=20))
    assert (state(no), state(yes)) == (WAITING, CONFIRMED)
    assert PassedOver.objects.get().reason == PassedOverFor.SHORT_NOTICE


def test_a_raised_capacity_promotes_and_a_lowered_one_is_refused(page, officer):
    room = session(page, capacity=1)
    _first, second = [booked(partner(f"Person {n}"), room) for n in range(2)]
    room.refresh_from_db()
    room.capacity = 2
    change_session_facts(session=room, by=officer, now=NOW)
    assert state(second) == CONFIRMED
    room.capacity = 1
    with pytest.raises(CapacityBelowBooked):
        change_session_facts(session=room, by=officer, now=NOW)
    assert "has changed" not in " ".join(letters_to(second.person))  # time and place are as they were


def test_a_lead_books_colleagues_who_get_their_own_letters(page):
    room, lead = session(page, capacity=2), partner("Pat Lead")
    Person.objects.filter(pk=lead.pk).update(email_verified_at=NOW)
    lead.refresh_from_db()
    known = partner("Kim Known")
    found = book(
        session=room, person=lead, organisation=agency(), by=lead, now=NOW,
        colleagues=[Colleague("Kim", "Known", known.email), Colleague("New", "Person", "New.Person@police.example")],
    )  # fmt: skip
    assert [b.booking.state for b in found] == [CONFIRMED, CONFIRMED, WAITING]
    new = Person.objects.get(email="new.person@police.example")
    assert found[2].booking.person == new
    values = Delivery.objects.get(person=new).values
    assert "Pat Lead gave us your name" in values["source"]
    assert "Pat Lead booked this for you" in values["said"]


def test_an_address_known_from_elsewhere_is_booked_like_one_that_nobody_knows(page):
    """Whoever books learns nothing from it; its owner is told, and by name only if that came from them."""
    room, lead, other = session(page), partner("Pat Lead"), partner("Hana Health", OrganisationKind.HEALTH)
    found = book(
        session=room, person=None, organisation=agency(), by=lead, now=NOW,
        colleagues=[Colleague("Hana", "Typed", other.email), Colleague("Nobody", "Known", "nobody@health.example")],
    )  # fmt: skip
    assert [(one.is_new, one.booking.state) for one in found] == [(True, CONFIRMED)] * 2
    assert [one.called for one in found] == ["Hana Typed", "Nobody Known"]
    said = [Delivery.objects.get(person=one.booking.person).values["said"] for one in found]
    assert said[0] == said[1] == "A colleague at Mereside Police booked this for you.\n\n"


def test_a_booking_made_before_is_told_under_the_name_that_was_typed_now(page):
    room, lead, other = session(page), partner("Pat Lead"), partner("Zelda Unguessable")
    booked(other, room)
    (found,) = book(
        session=room, person=None, organisation=agency(), by=lead, now=NOW,
        colleagues=[Colleague("Whoever", "This", other.email)],
    )  # fmt: skip
    assert (found.is_new, found.called) == (False, "Whoever This")


def test_a_place_is_given_to_a_colleague_and_not_to_the_queue(page):
    room = session(page, capacity=1)
    first, waits = booked(partner("Pat One"), room), booked(partner("Pat Two"), room)
    given = give_place(booking=first, to=Colleague("Cal", "League", "cal@police.example"), by=first.person, now=NOW)
    assert (state(first), given.state, state(waits)) == (CANCELLED, CONFIRMED, WAITING)
    assert given.organisation == first.organisation
    with pytest.raises(NotYours):
        give_place(booking=first, to=Colleague("Dee", "Two", "dee@police.example"), by=first.person, now=NOW)
    with pytest.raises(HasAPlaceAlready):
        give_place(booking=given, to=Colleague("Cal", "League", "cal@police.example"), by=first.person, now=NOW)


def test_a_place_given_to_somebody_who_waits_takes_them_off_the_list(page):
    room, other = session(page, capacity=1), session(page, capacity=1, label="Afternoon")
    first, _full = booked(partner("Pat One"), room), booked(partner("Hana Health", OrganisationKind.HEALTH), other)
    waits = booked(partner("Pat Two"), other)
    given = give_place(booking=first, to=Colleague("Pat", "Two", waits.person.email), by=first.person, now=NOW)
    assert (given.person, given.state, state(waits)) == (waits.person, CONFIRMED, CANCELLED)


def test_the_session_is_changed_and_the_entry_moves(page):
    morning, afternoon = session(page, capacity=1), session(page, capacity=1, label="Afternoon")
    row, waits = booked(partner("Pat One"), morning), booked(partner("Pat Two"), morning)
    moved = change_session(booking=row, to=afternoon, now=NOW)
    assert (moved.session, moved.uid, moved.sequence) == (afternoon, row.uid, 1)
    assert state(waits) == CONFIRMED
    assert Mailing.objects.get(letters__booking=row, letters__kind="moved").calendar_method == "REQUEST"


def test_a_place_is_kept_if_the_other_session_is_full(page):
    morning, afternoon = session(page, capacity=1), session(page, capacity=1)
    row, _other = booked(partner("Pat One"), morning), booked(partner("Pat Two"), afternoon)
    with pytest.raises(SessionFull):
        change_session(booking=row, to=afternoon, now=NOW)
    assert state(row) == CONFIRMED


def test_who_changes_the_time_tells_everyone_once(page, officer):
    room = session(page)
    rows = [booked(partner(f"Person {n}"), room) for n in range(3)]
    Delivery.objects.update(state="sent")
    room.refresh_from_db()
    room.starts_at += timedelta(hours=1)
    room.ends_at += timedelta(hours=1)
    change_session_facts(session=room, by=officer, now=NOW)
    change_session_facts(session=room, by=officer, now=NOW)  # saved again, unchanged
    for row in rows:
        assert sum("has changed" in subject for subject in letters_to(row.person)) == 1
        assert Booking.objects.get(pk=row.pk).sequence == 1


def test_a_cancelled_session_takes_the_entries_away(page, officer):
    room = session(page, capacity=1)
    has, waits = [booked(partner(f"Person {n}"), room) for n in range(2)]
    assert cancel_session(session=room, reason="The room is flooded.", by=officer, now=NOW) == 2
    assert cancel_session(session=room, reason="Again", by=officer, now=NOW) == 0
    mailings = Mailing.objects.filter(letters__kind="cancelled")
    assert {m.calendar_method for m in mailings.filter(letters__booking=has)} == {"CANCEL"}
    assert {m.calendar_method for m in mailings.filter(letters__booking=waits)} == {""}
    assert "The room is flooded." in mailings.first().text_body
    with pytest.raises(BookingClosed):
        booked(partner("Late Person"), room)


@pytest.mark.parametrize("change", ["over", "not open", "closed"])
def test_booking_has_its_times(page, change):
    room = session(page)
    if change != "over":
        opens, closes = (NOW + timedelta(days=1), None) if change == "not open" else (None, NOW)
        type(page).objects.filter(pk=page.pk).update(opens_at=opens, closes_at=closes)
        room = WorkshopSession.objects.get(pk=room.pk)
    with pytest.raises(BookingClosed):
        booked(partner("Pat Police"), room, now=STARTS if change == "over" else NOW)


@pytest.mark.parametrize("name", ['Zoë "Bee" O’Mock, Jr; Lead', "أمينة علي", "Fay 🦊 Fox", "x" * 150])
def test_any_name_is_kept_as_it_is(page, name):
    room, lead = session(page), partner("Pat Lead")
    found = book(
        session=room, person=None, organisation=agency(), by=lead, now=NOW,
        colleagues=[Colleague(name, "", "somebody@police.example")],
    )  # fmt: skip
    assert found[0].booking.name == name


def test_joined_records_are_one_person(page):
    room, who, alias = session(page), partner("Pat Police"), cast.person("Pat Polis")
    row = booked(who, room)
    merge_people(keep=who, alias=alias, by=None, now=NOW)
    alias.refresh_from_db()
    again = book(session=room, person=alias, organisation=None, by=alias, now=NOW)
    assert again[0].booking == row
