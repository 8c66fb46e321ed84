"""A partner's own pages, by the addresses that the links lead to; refusals and bad input included."""

import uuid
from datetime import timedelta

import icalendar
import pytest
from django.utils import timezone

from distribution.models import Delivery
from people.enums import OrganisationKind
from tests import cast
from tests.workshops.factories import booked, invited, partner, session, workshop
from workshops.models import Booking, Feedback, Invitation, Needs
from workshops.operations import Colleague, book, cancel_session, state_needs

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(microsecond=0) + timedelta(days=30)


@pytest.fixture
def page(db):
    return workshop()


@pytest.fixture
def room(page):
    return session(page, capacity=2, starts_at=SOON)


@pytest.fixture
def pat(client, page):
    who = partner("Pat Police")
    invited(who, page, now=timezone.now())
    cast.sign_in(client, who, cast.LINK)
    return who


def own(page, rest=""):
    return f"/bookings/{page.pk}/{rest}"


def colleagues(*people, **more):
    data = {"colleagues-TOTAL_FORMS": 3, "colleagues-INITIAL_FORMS": 0, **more}
    for number, (given, family, email) in enumerate(people):
        data |= {
            f"colleagues-{number}-given_name": given,
            f"colleagues-{number}-family_name": family,
            f"colleagues-{number}-email": email,
        }
    return data


def test_signed_out_the_way_in_is_shown(client, room):
    assert client.get(own(room.workshop)).url.startswith("/start/")
    assert "by invitation" in client.get(room.workshop.url).content.decode()


def test_whoever_is_not_invited_finds_nothing(client, room, outsider):
    cast.sign_in(client, outsider)
    for rest in ("", "session/", "cancel/", "give/", "needs/", "colleagues/", "code.svg", "workshop.ics", "feedback/"):
        assert client.get(own(room.workshop, rest)).status_code == 404
    assert client.post(own(room.workshop), {"session": room.pk}).status_code == 404
    assert not Booking.objects.exists()


def test_one_press_books_and_the_same_press_changes_nothing(client, room, pat):
    for _press in range(10):
        assert client.post(own(room.workshop), {"session": room.pk}).status_code == 302
    booking = Booking.objects.get()
    assert (booking.person, booking.organisation.name, booking.state) == (pat, "Mereside Police", "confirmed")
    body = client.get(own(room.workshop)).content.decode()
    assert "You have a place" in body
    assert booking.code in body


def test_looking_changes_nothing(client, room, pat):
    for rest in ("", "colleagues/"):
        assert client.get(own(room.workshop, rest)).status_code == 200
        assert client.head(own(room.workshop, rest)).status_code == 200
    assert not Booking.objects.exists()
    assert client.get(own(room.workshop, "decline/")).status_code == 405
    assert client.put(own(room.workshop)).status_code == 405


@pytest.mark.parametrize("value", ["", "0", "999999", "x", "' OR 1=1", "\x07"])
def test_a_session_that_is_not_offered_is_refused_at_its_field(client, room, pat, value):
    answer = client.post(own(room.workshop), {"session": value})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Booking.objects.exists()


def test_a_session_of_another_workshop_is_refused(client, room, pat):
    other = session(workshop("Other", "other"), starts_at=SOON)
    assert "There is a problem" in client.post(own(room.workshop), {"session": other.pk}).content.decode()


def test_somebody_who_cannot_come_says_so_and_may_change_their_mind(client, room, pat):
    client.post(own(room.workshop, "decline/"))
    assert Invitation.objects.get().declined_at is not None
    client.post(own(room.workshop), {"session": room.pk})
    assert Invitation.objects.get().declined_at is None
    assert client.post(own(room.workshop, "decline/")).status_code == 404


def test_full_is_a_turn_and_not_a_refusal(client, room, pat):
    for n in range(2):
        booked(partner(f"First {n}"), room, now=timezone.now())
    client.post(own(room.workshop), {"session": room.pk})
    assert "You are number 1 on the waiting list" in client.get(own(room.workshop)).content.decode()
    assert client.get(own(room.workshop, "workshop.ics")).status_code == 404
    assert client.get(own(room.workshop, "give/")).status_code == 404
    client.post(own(room.workshop, "short-notice/"), {"yes": ""})
    assert Booking.objects.get(person=pat).short_notice_ok


def test_a_lead_books_colleagues_and_never_sees_what_they_need(client, room, pat):
    client.post(own(room.workshop), {"session": room.pk})
    answer = client.post(
        own(room.workshop, "colleagues/"),
        colleagues(("Bo", "Bobby", "bo@police.example"), ("Cy", "Cuff", "CY@police.example"), session=room.pk),
    )
    assert answer.status_code == 302
    bo, cy = Booking.objects.filter(booked_by=pat).exclude(person=pat).order_by("pk")
    assert (bo.state, cy.state) == ("confirmed", "waiting")
    state_needs(booking=bo, access=["bsl"], diet=["halal"], other="A quiet chair", now=timezone.now())
    for rest in ("", "colleagues/", "needs/"):
        body = client.get(own(room.workshop, rest)).content.decode()
        assert "A quiet chair" not in body
        assert "checked" not in body.replace(f'value="{room.pk}" checked', "")
    texts = "".join(f"{d.values} {d.mailing.text_body} {d.mailing.html_body}" for d in Delivery.objects.all())
    assert "quiet chair" not in texts
    assert "Halal" not in texts


def test_a_lead_may_book_for_others_without_coming(client, room, pat):
    client.post(own(room.workshop, "colleagues/"), colleagues(("Bo", "Bobby", "bo@police.example"), session=room.pk))
    assert [row.name for row in Booking.objects.all()] == ["Bo Bobby"]
    assert "Bo Bobby" in client.get(own(room.workshop, "colleagues/")).content.decode()


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ([], "at least one colleague"),
        ([("Bo", "", "")], "Write their e-mail address"),
        ([("", "", "bo@police.example")], "Enter a name"),
        ([("Bo", "B", "not an address")], "Enter an e-mail address like"),
        ([("Bo", "B", "pat.police@people.example")], "your own address"),
        ([("Bo", "B", "bo@police.example"), ("Cy", "C", "BO@police.example ")], "stands here twice"),
    ],
)
def test_what_is_wrong_with_a_colleague_is_said_at_their_line_and_nothing_is_lost(client, room, pat, people, words):
    partner("Hana Health", OrganisationKind.HEALTH)
    answer = client.post(own(room.workshop, "colleagues/"), colleagues(*people, session=room.pk))
    body = answer.content.decode()
    assert answer.status_code == 200
    assert words in body
    for given, _family, _email in people:
        assert given in body
    assert not Booking.objects.exists()


def test_the_session_is_changed_from_the_persons_page(client, room, pat):
    other = session(room.workshop, starts_at=SOON + timedelta(hours=4), label="Afternoon")
    client.post(own(room.workshop), {"session": room.pk})
    assert client.post(own(room.workshop, "session/"), {"session": other.pk}).status_code == 302
    assert Booking.objects.get().session == other


def test_a_place_is_given_away_from_the_persons_page(client, room, pat):
    client.post(own(room.workshop), {"session": room.pk})
    bad = client.post(own(room.workshop, "give/"), {"given_name": "Bo", "family_name": "B", "email": "x"})
    assert "Enter an e-mail address like" in bad.content.decode()
    given = {"given_name": "Bo", "family_name": "Bobby", "email": "bo@police.example"}
    assert client.post(own(room.workshop, "give/"), given).status_code == 302
    assert "You gave your place to a colleague" in client.get(own(room.workshop)).content.decode()


def test_it_is_cancelled_after_asking_once_more(client, room, pat):
    client.post(own(room.workshop), {"session": room.pk})
    assert "Cancel your place?" in client.get(own(room.workshop, "cancel/")).content.decode()
    client.post(own(room.workshop, "cancel/"))
    assert Booking.objects.get().state == "cancelled"
    assert client.post(own(room.workshop, "cancel/")).status_code == 302  # the same press again


def test_a_lead_cancels_only_what_they_booked(client, room, pat):
    foreign = booked(partner("Other Person"), room, now=timezone.now())
    assert client.post(own(room.workshop, f"colleagues/{foreign.pk}/cancel/")).status_code == 404
    found = book(
        session=room, person=None, organisation=foreign.organisation, by=pat, now=timezone.now(),
        colleagues=[Colleague("Bo", "Bobby", "bo@police.example")],
    )  # fmt: skip
    client.post(own(room.workshop, f"colleagues/{found[0].booking.pk}/cancel/"))
    assert Booking.objects.get(pk=found[0].booking.pk).cancelled_by == "lead"


def test_needs_are_said_changed_and_taken_back(client, room, pat):
    client.post(own(room.workshop), {"session": room.pk})
    client.post(own(room.workshop, "needs/"), {"access": ["bsl", "parking"], "diet": ["vegan"], "other": "Front row"})
    needs = Needs.objects.get()
    assert (needs.access, needs.diet, needs.other) == (["bsl", "parking"], ["vegan"], "Front row")
    assert "There is a problem" in client.post(own(room.workshop, "needs/"), {"access": ["evil"]}).content.decode()
    client.post(own(room.workshop, "needs/"), {"other": ""})
    assert not Needs.objects.exists()


def test_the_entry_can_be_taken_by_hand_and_the_code_is_a_picture(client, room, pat):
    client.post(own(room.workshop), {"session": room.pk})
    answer = client.get(own(room.workshop, "workshop.ics"))
    entry = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert str(entry["uid"]) == Booking.objects.get().uid
    picture = client.get(own(room.workshop, "code.svg"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cache-Control"] == "no-store"


def test_pages_of_bookings_are_not_kept_or_indexed(client, room, pat):
    answer = client.get(own(room.workshop))
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_cancelled_session_is_told_on_the_page(client, room, pat, officer):
    client.post(own(room.workshop), {"session": room.pk})
    cancel_session(session=room, reason="The room is flooded.", by=officer, now=timezone.now())
    body = client.get(own(room.workshop)).content.decode()
    assert "was cancelled" in body
    assert "No session of this workshop is still to come" in body


class TestAfterwards:
    @pytest.fixture
    def came(self, page, pat):
        from workshops.models import Attendance

        over = session(page, starts_at=timezone.now() - timedelta(hours=5))
        row = booked(pat, over, now=over.starts_at - timedelta(days=9))
        Attendance.objects.create(booking=row, arrived_at=over.starts_at, minutes=180)
        return row

    ANSWERS = {"useful": 5, "will_change": 4, "welcome": 5, "comment": "More time."}

    def test_three_questions_once(self, client, page, came):
        body = client.get(own(page, "feedback/")).content.decode()
        assert "Oona Officer reads this" in body
        assert "Do not write about a child" in body
        assert "Choose an answer" in client.post(own(page, "feedback/"), {"useful": 9}).content.decode()
        for _press in range(2):
            client.post(own(page, "feedback/"), self.ANSWERS)
        assert Feedback.objects.count() == 1
        assert "Thank you" in client.get(own(page, "feedback/")).content.decode()

    def test_who_did_not_come_is_not_asked(self, client, room, pat):
        client.post(own(room.workshop), {"session": room.pk})
        assert client.get(own(room.workshop, "feedback/")).status_code == 404


class TestTheDoor:
    @pytest.fixture
    def now_on(self, page):
        return session(page, starts_at=timezone.now() - timedelta(minutes=5), capacity=5)

    @pytest.fixture
    def guest(self, now_on):
        return booked(partner("Gus Guest"), now_on, now=now_on.starts_at - timedelta(days=3))

    @pytest.fixture
    def steward(self, client, now_on):
        who = cast.person("Stew Ard")
        now_on.stewards.add(who)
        cast.sign_in(client, who, cast.CODE)
        return who

    def test_only_stewards_and_officers_and_not_by_a_link(self, client, now_on, guest, outsider):
        assert client.get(f"/door/{now_on.pk}/").url.startswith("/start/")
        cast.sign_in(client, outsider)
        assert client.get(f"/door/{now_on.pk}/").status_code == 404
        assert client.post(f"/door/{now_on.pk}/scan/", {"booking": guest.pk}).status_code == 404
        now_on.stewards.add(outsider)
        client.logout()
        cast.sign_in(client, outsider, cast.LINK)
        assert client.get(f"/door/{now_on.pk}/").status_code == 403
        assert client.post(f"/door/{now_on.pk}/scan/", {"booking": guest.pk}).status_code == 403

    def test_a_code_a_picture_or_a_name_lets_in_once(self, client, now_on, guest, steward):
        nonce = uuid.uuid4()
        for code in (guest.code.lower(), f"http://localhost/door/code/{guest.code}/"):
            client.post(f"/door/{now_on.pk}/scan/", {"code": code, "nonce": nonce})
        assert guest.scans.count() == 1
        assert "Gus Guest" in client.get(f"/door/{now_on.pk}/?q=gús").content.decode()
        client.post(f"/door/{now_on.pk}/scan/", {"booking": guest.pk, "nonce": uuid.uuid4(), "direction": "out"})
        assert guest.attendance.left_at is not None

    def test_scanned_pictures_lead_to_the_line_at_the_door_and_the_person_to_their_page(self, client, guest, steward):
        assert client.get(f"/door/code/{guest.code}/").url == f"/door/{guest.session_id}/?q={guest.code}"
        cast.sign_in(client, guest.person, cast.LINK)
        assert client.get(f"/door/code/{guest.code}/").url == own(guest.workshop)
        cast.sign_in(client, cast.outsider())
        assert client.get(f"/door/code/{guest.code}/").status_code == 404

    @pytest.mark.parametrize(
        "data",
        [{}, {"nonce": "x", "code": "AAAAAA"}, {"code": "AAAAAA"}, {"booking": "9" * 30}, {"booking": "x\x07"}],
    )
    def test_a_press_that_means_nothing_is_answered_with_a_sentence(self, client, now_on, steward, data):
        data = {"nonce": str(uuid.uuid4()), **data}
        answer = client.post(f"/door/{now_on.pk}/scan/", data, headers={"accept": "application/json"})
        assert answer.status_code == 409
        assert answer.json()["words"].endswith(".")

    def test_a_wrong_press_is_taken_back(self, client, now_on, guest, steward):
        client.post(f"/door/{now_on.pk}/scan/", {"booking": guest.pk, "nonce": uuid.uuid4()})
        scan = guest.scans.get()
        assert "take it back" in client.get(f"/door/{now_on.pk}/?last={scan.pk}").content.decode()
        client.post(f"/door/{now_on.pk}/undo/{scan.pk}/")
        assert not guest.scans.exists()

    def test_somebody_walks_in(self, client, now_on, steward):
        data = {"given_name": "Wal", "family_name": "Kin", "email": "", "organisation": "", "nonce": uuid.uuid4()}
        assert "Enter a name" in client.post(
            f"/door/{now_on.pk}/walk-in/", {**data, "given_name": "", "family_name": ""}
        ).content.decode()  # fmt: skip
        assert "do not know this organisation" in client.post(
            f"/door/{now_on.pk}/walk-in/", {**data, "organisation": "Nowhere"}
        ).content.decode()  # fmt: skip
        for _press in range(2):
            client.post(f"/door/{now_on.pk}/walk-in/", data)
        assert Booking.objects.get(walked_in=True).name == "Wal Kin"

    def test_the_list_names_nobodys_needs(self, client, now_on, guest, steward):
        state_needs(booking=guest, access=["bsl"], diet=["halal"], other="A quiet chair", now=timezone.now())
        body = client.get(f"/door/{now_on.pk}/").content.decode()
        assert "quiet chair" not in body
        assert "Halal" not in body
