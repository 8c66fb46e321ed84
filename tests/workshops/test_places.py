"""The places shown are the places that somebody can have: counted, said, and what the press then gives."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.enums import OrganisationKind
from tests.workshops.factories import NOW, STARTS, agency, allocate, booked, partner, session, workshop
from workshops.allocating import Places, Waiting, offer_of, promote
from workshops.models import Booking
from workshops.operations import book, change_session
from workshops.places import Elsewhere, NoPlace, no_place_in_words, offers_in, places_in_words

KINDS = [OrganisationKind.POLICE, OrganisationKind.HEALTH, OrganisationKind.HOUSING, ""]
UNTIL = STARTS - timedelta(days=10)


@st.composite
def rules(draw):
    """(capacity, floors, ceilings, share, what is taken, who waits): also such as an officer changed afterwards."""
    capacity = draw(st.integers(1, 9))
    floors = draw(st.dictionaries(st.sampled_from(KINDS[:3]), st.integers(1, 5)))
    ceilings = draw(st.dictionaries(st.sampled_from(KINDS[:3]), st.integers(0, 6)))
    share = draw(st.none() | st.integers(1, 100))
    taken, left = {}, capacity
    for kind in KINDS:
        taken[kind] = draw(st.integers(0, left))
        left -= taken[kind]
    queue = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), max_size=6))
    return capacity, floors, ceilings, share, taken, queue


@given(rules(), st.sampled_from(KINDS), st.booleans())
def test_so_many_take_a_place_one_after_the_other_and_no_more(made, kind, short_notice):
    capacity, floors, ceilings, share, taken, queue = made
    places = Places(
        capacity=capacity, taken=dict(taken), waiting=len(queue), floors=floors, ceilings=ceilings,
        kept_until=dict.fromkeys(floors, UNTIL), ceiling_of_all=share and capacity * share // 100,
    )  # fmt: skip
    waits = [Waiting(number, of, ok) for number, (of, ok) in enumerate(queue)]
    offer = offer_of(places, kind, waits, short_notice=short_notice)
    assert places.taken == taken, "asking changes nothing"
    confirmed = 0
    while confirmed < 20:  # each booking first gives those who wait what they may have, then asks for itself
        got = set(promote(places, waits, short_notice=short_notice).promoted)
        waits = [one for one in waits if one.pk not in got]
        assert len(waits) == offer.waiting
        if not places.has_room_for(kind):
            break
        places.take(kind)
        confirmed += 1
    assert confirmed == offer.places


@pytest.mark.django_db
@pytest.mark.both_databases
class TestShownIsGiven:
    @pytest.fixture
    def page(self):
        return workshop()

    @pytest.fixture
    def organisations(self):
        return {kind: agency(kind) for kind in KINDS if kind} | {"": None}

    @settings(
        max_examples=25, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(
        made=rules(),
        kind=st.sampled_from(KINDS),
        when=st.sampled_from([NOW, UNTIL + timedelta(minutes=1), STARTS - timedelta(hours=3)]),
    )
    def test_shown_n_means_n_bookings_confirm_and_the_next_waits(self, page, organisations, made, kind, when):
        capacity, floors, ceilings, share, taken, queue = made
        with undone():
            room = session(page, capacity=capacity, ceiling_percent=share)
            for of in {*floors, *ceilings}:
                floor, ceiling = floors.get(of, 0), ceilings.get(of)
                allocate(room, of, floor=floor if ceiling is None else min(floor, ceiling), ceiling=ceiling)
            fill(room, taken, queue)
            shown = offers_in([room], [kind], when)[room.pk][kind]
            states = []
            for number in range(shown.places + 1):
                who = partner(f"Late{number} Comer") if number % 2 else partner(f"Late{number} Goer")
                states.append(
                    book(session=room, person=who, organisation=organisations[kind], by=who, now=when)[0].booking.state
                )
            assert states == ["confirmed"] * shown.places + ["waiting"]
            waits = Booking.objects.waiting().filter(session=room).count()
            assert waits == shown.waiting + 1, "so many were said to be before them"

    def test_who_changes_session_gets_what_was_shown_too(self, page, organisations):
        source, target = session(page, capacity=9), session(page, capacity=4, label="Afternoon")
        allocate(target, OrganisationKind.HEALTH, floor=2)
        rows = [booked(partner(f"Pat {n}"), source) for n in range(3)]
        assert offers_in([target], [OrganisationKind.POLICE], NOW)[target.pk][OrganisationKind.POLICE].places == 2
        for row in rows[:2]:
            assert change_session(booking=row, to=target, now=NOW).session == target
        assert offers_in([target], [OrganisationKind.POLICE], NOW)[target.pk][OrganisationKind.POLICE].places == 0

    def test_it_costs_the_same_for_one_session_and_for_six(self, page, django_assert_num_queries):
        rooms = [session(page, capacity=2, label=str(n)) for n in range(6)]
        for number, room in enumerate(rooms):
            allocate(room, OrganisationKind.POLICE, floor=1)
            fill(room, {OrganisationKind.HEALTH: 1}, [(OrganisationKind.HEALTH, True)] * number)
        for some in (rooms[1:2], rooms):
            with django_assert_num_queries(3):
                offers_in(some, [OrganisationKind.POLICE, OrganisationKind.HEALTH], NOW)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fill(room, taken, queue) -> None:
    """Places that are taken and people who wait, as they came to be under whatever rules held before."""
    number = 0
    for state, kinds in (
        ("confirmed", [kind for kind, n in taken.items() for _n in range(n)]),
        ("waiting", [kind for kind, _ok in queue]),
    ):
        for place, kind in enumerate(kinds):
            number += 1
            Booking.objects.create(
                workshop=room.workshop, session=room, person=partner(f"First{number} Comer{room.pk}"), kind=kind,
                name=f"Nr {number}", state=state, state_at=NOW, queued_at=NOW - timedelta(days=2),
                confirmed_at=NOW if state == "confirmed" else None,
                short_notice_ok=state == "waiting" and queue[place][1],
            )  # fmt: skip
    room.places_taken = sum(taken.values())
    room.save(update_fields=["places_taken"])


# --- In words -------------------------------------------------------------------------------------------------------


def places(capacity=10, waiting=0, taken=None, floors=None, **more) -> Places:
    floors = floors or {}
    return Places(
        capacity=capacity, waiting=waiting, taken=taken or {}, floors=floors,
        kept_until=dict.fromkeys(floors, UNTIL), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (places(8), "Places for you: 8"),
        (places(8, 14, {"health": 8}), "No place for you now: 14 people are waiting before you"),
        (places(8, 0, {"health": 8}), "No place for you now: the session is full"),
        (places(8, 1, {"health": 8}), "No place for you now: 1 person is waiting before you"),
        (
            places(8, 0, {"health": 7}, {"police": 4}),
            "No place for you now: the 1 free place is held for police until 5 January 2027",
        ),
        (
            places(8, 3, {"health": 5}, {"police": 4, "housing": 1}),
            "No place for you now: 3 people are waiting before you, and the 3 free places are held for "
            "police until 5 January 2027 and housing until 5 January 2027",
        ),
        (
            places(8, 0, {"transport": 4}, ceiling_of_all=4),
            "No place for you now: your kind of organisation has its share (4)",
        ),
        (
            places(8, 0, {}, ceilings={"transport": 0}),
            "No place for you now: it has no places for your kind of organisation",
        ),
        (places(8, 0, {}, {"police": 4}), "Places for you: 4 (4 more are held for police until 5 January 2027)"),
        (
            places(8, 0, {"transport": 1}, ceilings={"transport": 3}),
            "Places for you: 2 (your kind of organisation can have 3 at most)",
        ),
    ],
)
def test_the_number_and_why_it_is_not_more(held, words):
    assert places_in_words(offer_of(held, "transport")) == words


def test_of_somebody_else_it_speaks_of_them():
    found = places(8, 2, {"health": 8})
    assert places_in_words(offer_of(found, "transport"), "Testway Buses") == (
        "No place for Testway Buses now: 2 people are waiting before them"
    )


@pytest.mark.django_db
def test_a_refusal_names_the_session_that_has_a_place():
    afternoon = session(workshop(), label="Afternoon")
    refused = NoPlace(offer_of(places(1, 0, {"health": 1}), "police"), Elsewhere(afternoon, 8))
    assert no_place_in_words(refused) == (
        "The session is full. There are 8 places for you in another session: "
        "Friday 15 January 2027, 10:00 to 13:00 (Afternoon)."
    )
