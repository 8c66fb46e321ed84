"""To an address that nobody has proved goes nothing that was typed by whoever had the message sent.

These are all messages that somebody who isn't staff can cause to somebody else (`distribution.emails`):

| message | who causes it | to whom, perhaps unproved | merge values that people typed |
|---|---|---|---|
| sign_in_code | anybody, at /start/ and /schools/way-in/ | the address typed | name |
| address_code | somebody signed in | the new address | none |
| details | the same | whoever has that address; their own old address | none |
| booking, and its calendar entry | who books, cancels, gives a place | a colleague | name, said, reason, source |
| showing_notice | a teacher | the school's DSLs | teacher |
| access_request | who asked, having proved their address | DSLs and head | who_asks, subject |
| access_decision | the school, which names somebody or answers | whoever was named | name |
| reminder | a clerk | governors of the board | who: the board's name, from the register |
| digest | nobody: by the week | clerks | names from appointments |
"""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import emails as account_emails
from accounts import operations as accounts
from accounts.code_counts import key_of_address
from classrooms import operations as classrooms
from classrooms.enums import YearGroup
from classrooms.models import AccessRequest
from distribution import mail_limits
from distribution.mail_limits import MOST_BY_ONE, MOST_OF_A_NETWORK, MOST_TO_ONE, TooMuchMail, count_caused
from distribution.models import Delivery, MailCount
from distribution.operations import queue_mailing
from people.enums import Role, Source
from people.models import Person
from people.operations import Joiner
from tests import cast, films
from tests.workshops.factories import agency, invited, partner, session, workshop
from tests.workshops.test_pages import colleagues, own
from workshops import operations as workshops
from workshops.enums import CancelledBy
from workshops.models import Booking
from workshops.operations import Colleague

pytestmark = pytest.mark.django_db
TYPED = "Xenia", "Quibblethorpe"


def now():
    return timezone.now()


def words_to(person: Person) -> str:
    """All that was written to somebody, the calendar's entry too."""
    found = []
    for row in Delivery.objects.filter(person=person).select_related("mailing"):
        entry = base64.b64decode(row.values.get("calendar", "")).decode().replace("\r\n ", "")
        values = " ".join(value for name, value in row.values.items() if name != "calendar")
        found += [row.mailing.subject, row.mailing.text_body, row.mailing.html_body, values, entry]
    return " ".join(found)


def typed_in(text: str) -> list[str]:
    return [word for word in (*TYPED, "typed@") if word.casefold() in text.casefold()]


@pytest.fixture
def room(db):
    cast.home_page()
    return session(workshop("Safer places"), capacity=9, starts_at=now() + timedelta(days=30))


@pytest.fixture
def lead(db):
    """Somebody who has not proved an address: a link in a forwarded message opened their session."""
    return partner("Quibblethorpe Xenia")


def booked_for(lead, room, **who) -> list:
    colleague = Colleague(*TYPED, who.get("address", "unproved@stranger.example"))
    found = workshops.book(session=room, person=None, organisation=agency(), by=lead, now=now(), colleagues=[colleague])
    return [one.booking for one in found]


def test_a_booking_for_a_stranger_and_its_end(room, lead):
    (booking,) = booked_for(lead, room)
    said = words_to(booking.person)
    workshops.cancel_booking(booking=booking, how=CancelledBy.LEAD, by=lead, now=now())
    said += words_to(booking.person)
    assert not typed_in(said)
    assert "A colleague at Mereside Police booked this for you." in said
    assert "A colleague at Mereside Police cancelled it for you." in said
    assert "A colleague at Mereside Police gave us your name" in said


def test_a_place_given_to_a_stranger(room, lead):
    (own,) = workshops.book(session=room, person=lead, organisation=agency(), by=lead, now=now())
    given = workshops.give_place(
        booking=own.booking, to=Colleague(*TYPED, "unproved@stranger.example"), by=lead, now=now()
    )
    assert not typed_in(words_to(given.person))


def test_a_lead_who_proved_their_address_is_named_if_it_is_a_name(room, lead):
    for number, (name, says) in enumerate(
        {"Pat": "Pat Xenia booked", "Your account.is locked": "A colleague at Mereside Police booked"}.items()
    ):
        Person.objects.filter(pk=lead.pk).update(email_verified_at=now(), given_name=name)
        lead.refresh_from_db()
        (booking,) = booked_for(lead, room, address=f"unproved{number}@stranger.example")
        assert says in words_to(booking.person)


def test_a_code_for_a_new_address(lead):
    lead.given_name, lead.family_name = TYPED
    lead.save()
    accounts.ask_for_proof(person=lead, address="unproved@stranger.example", code="654321", now=now())
    assert not typed_in(words_to(lead))


def test_a_code_for_somebody_whom_a_stranger_named(client):
    school = cast.school("Quay High School", phase="secondary")
    data = {"given_name": TYPED[0], "family_name": TYPED[1], "address": "un@stranger.example", "role": "teacher"}
    assert client.post("/schools/way-in/", {**data, "school": school.pk}).status_code == 302
    cast.codes_sent()
    person = Person.objects.get(email="un@stranger.example")
    assert "un@stranger.example" in words_to(person) and not typed_in(words_to(person))


def test_a_known_person_is_still_called_by_name_in_a_code(outsider):
    Person.objects.filter(pk=outsider.pk).update(email_verified_at=now())
    outsider.refresh_from_db()
    message = account_emails.sign_in_code(person=outsider, address=outsider.email, code="123456", now=now())
    queue_mailing(message=message, now=now())
    assert "name" not in Delivery.objects.get(person=outsider).values


@pytest.mark.parametrize("proved", [True, False])
def test_what_a_teacher_causes_to_a_school(dsl, proved):
    cast.home_page()
    Person.objects.filter(pk=dsl.pk).update(email_verified_at=now() if proved else None)
    school = dsl.appointments.get().organisation
    teacher = cast.person(" ".join(TYPED), email="typed@school.example")
    classrooms.tell_dsl(
        organisation=school, page=films.awareness_page("A film"), planned_on=timezone.localdate(),
        year_group=YearGroup.values[0], by=teacher, now=now(),
    )  # fmt: skip
    assert not typed_in(words_to(dsl)), "they proved nothing themselves"
    AccessRequest.objects.create(
        person=teacher, name=str(teacher), organisation=school, role=Role.TEACHER, asked_at=now()
    )
    classrooms.prove_requests(person=teacher, now=now())
    assert bool(typed_in(words_to(dsl))) is proved


def test_somebody_whom_a_school_names(dsl):
    cast.home_page()
    joiner = Joiner(given_name=TYPED[0], family_name=TYPED[1], address="unproved@stranger.example")
    place = classrooms.name_staff(
        organisation=dsl.appointments.get().organisation, role=Role.TEACHER, joiner=joiner, by=dsl,
        source=Source.OFFICER, now=now(),
    )  # fmt: skip
    assert not typed_in(words_to(place.person))


# --- How much -------------------------------------------------------------------------------------------------------


def test_booking_and_cancelling_again_and_again_writes_a_few_times(room, lead):
    with pytest.raises(TooMuchMail, match="Try tomorrow") as refused:
        for _time in range(24):
            (booking,) = booked_for(lead, room)
            workshops.cancel_booking(booking=booking, how=CancelledBy.LEAD, by=lead, now=now())
    assert refused.value.address == "unproved@stranger.example"
    assert Delivery.objects.filter(address="unproved@stranger.example").count() == 2 * MOST_TO_ONE


@pytest.mark.both_databases
def test_one_person_causes_so_much_and_starts_anew_the_next_day(lead):
    for number in range(MOST_BY_ONE):
        count_caused(by=lead, to=f"a{number}@stranger.example", now=now())
    with pytest.raises(TooMuchMail, match="Go on tomorrow"):
        count_caused(by=lead, now=now())
    count_caused(by=lead, now=now() + timedelta(days=1))
    assert mail_limits.forget_counts(today=timezone.localdate() + timedelta(days=1)) == MOST_BY_ONE
    assert not [row for row in MailCount.objects.all() if "stranger" in row.key or key_of_address("x") == row.key]


def test_staff_are_not_counted(officer):
    for _number in range(MOST_BY_ONE + 1):
        count_caused(by=officer, to="a@stranger.example", now=now())


def test_the_form_says_so_and_keeps_what_was_typed(client, room, lead):
    invited(lead, room.workshop, now=now())
    cast.sign_in(client, lead)
    for _time in range(MOST_TO_ONE):
        client.post(own(room.workshop, "colleagues/"), colleagues(("Bo", "Bobby", "bo@x.example"), session=room.pk))
        for row in Booking.objects.active().filter(booked_by=lead):
            workshops.cancel_booking(booking=row, how=CancelledBy.LEAD, by=lead, now=now())
    answer = client.post(
        own(room.workshop, "colleagues/"), colleagues(("Bo", "Bobby", "bo@x.example"), session=room.pk)
    )
    assert answer.status_code == 200
    body = answer.content.decode()
    assert "We’ve written to this address 3 times today" in body and "bo@x.example" in body


def test_strangers_from_one_network_are_so_many_a_day(client, monkeypatch):
    monkeypatch.setattr(mail_limits, "MOST_OF_A_NETWORK", 3)
    school = cast.school("Quay High School", phase="secondary")
    before, statuses = Person.objects.count(), []
    for number in range(6):
        client.cookies.clear()
        data = {"given_name": "Ann", "family_name": "Other", "address": f"a{number}@quay.example", "role": "dsl"}
        statuses.append(client.post("/schools/way-in/", {**data, "school": school.pk}).status_code)
    assert statuses == [302] * 3 + [429] * 3
    assert Person.objects.count() - before == 3 < MOST_OF_A_NETWORK
