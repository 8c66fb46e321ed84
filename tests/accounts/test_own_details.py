"""What is held about the person who looks: seen, put right, objected to, disowned."""

import email
import email.policy
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.emails import DETAILS, SIGN_IN_CODE
from distribution.enums import DeliveryState, Queue
from distribution.models import Delivery
from distribution.sending import send_due
from people.audit.actions import NAME_CORRECTED
from people.enums import Role, Source
from people.models import Address, Appointment, AuditEntry, Person
from people.operations import merge_people
from tests import cast

pytestmark = pytest.mark.django_db
PAGE = "/my/details/"
ADDRESS = "/my/details/address/"
CODE = "/my/details/address/code/"


def signed_in(client) -> bool:
    return client.get("/check/").wsgi_request.user.is_authenticated


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seat(who) -> Appointment:
    return who.appointments.standing().get()


# --- The table of permissions: role × address × method × way of signing in ------------------------------------------

WAYS = {"nobody": None, "link": cast.LINK, "code": cast.CODE, "second factor": cast.SECOND_FACTOR}
# path → what GET answers, by way; {own} is an appointment of the person's own, {other} somebody else's
TABLE = {
    "/my/details/": (302, 200, 200, 200),
    "/my/details/name/": (302, 200, 200, 200),
    "/my/details/messages/": (302, 200, 200, 200),
    "/my/details/not-me/": (302, 200, 200, 200),
    "/my/details/left/{own}/": (302, 200, 200, 200),
    "/my/details/left/{other}/": (302, 404, 404, 404),
    "/my/details/address/": (302, 403, 200, 200),
    "/my/details/address/code/": (302, 403, 302, 302),
    "/address-taken-off/": (200, 200, 200, 200),
}
ROLES = ["new_governor", "clerk", "councillor", "police_partner", "dsl", "officer"]


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", TABLE)
def test_who_may_open_what(client, request, two_schools, who, way, path):
    person = request.getfixturevalue(who)
    expected = TABLE[path][list(WAYS).index(way)]
    if who == "officer" and way == "code" and path.startswith(ADDRESS):
        expected = 302  # whoever may enter the admin shows a second factor first
    if WAYS[way]:
        cast.sign_in(client, person, WAYS[way])
    path = path.format(own=seat(person).pk, other=two_schools.appointments.first().pk)
    response = client.get(path)
    assert response.status_code == expected
    if expected == 200 and path != "/address-taken-off/":
        assert "noindex" in response.content.decode()


@pytest.mark.parametrize("path", TABLE)
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, new_governor, two_schools, path, method):
    cast.sign_in(client, new_governor)
    path = path.format(own=seat(new_governor).pk, other=two_schools.appointments.first().pk)
    assert getattr(client, method)(path).status_code == 405


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/my/details/name/", {"given_name": "Eve", "family_name": "Else"}),
        ("/my/details/messages/", {"answer": "stop"}),
        ("/my/details/not-me/", {}),
        ("/my/details/left/{pk}/", {"ends_on": "2026-01-31"}),
        (ADDRESS, {"email": "eve@people.example"}),
        (CODE, {"code": "123456"}),
    ],
)
def test_nobody_changes_anything_without_signing_in(client, new_governor, path, data):
    before = Person.objects.values().get(pk=new_governor.pk)
    assert client.post(path.format(pk=seat(new_governor).pk), data).status_code == 302
    assert Person.objects.values().get(pk=new_governor.pk) == before
    assert seat(new_governor).ends_on is None


@pytest.mark.parametrize("path", ["/my/details/name/", "/my/details/not-me/", "/my/details/messages/", ADDRESS])
def test_each_change_needs_the_forms_own_token(new_governor, path):
    strict = Client(enforce_csrf_checks=True)
    cast.sign_in(strict, new_governor)
    assert strict.post(path, {"answer": "stop", "email": "a@people.example"}).status_code == 403


# --- What they see --------------------------------------------------------------------------------------------------


def test_they_see_name_address_boards_and_where_each_came_from(client, two_schools):
    Appointment.objects.update(recorded_at=cast.NOW - timedelta(days=1))
    row = two_schools.appointments.get(role=Role.CHAIR_OF_GOVERNORS)
    row.source, row.said_at = Source.CLERK, cast.NOW
    row.save()
    cast.sign_in(client, two_schools, cast.LINK)
    seen = words(client.get(PAGE))
    for held in (
        "Gwen Twoschools", "gwen.twoschools@people.example", "Elm Road Infants", "Mersey View Primary", "Governor",
        "Chair of governors", "From the national register, 1 November 2026", "From the clerk of the board, 2 November",
        "Sees who of the board has done it", "We write to you when",
    ):  # fmt: skip
        assert held in seen


def test_they_see_nothing_of_anybody_else(client, two_schools, new_governor):
    cast.sign_in(client, two_schools)
    seen = words(client.get(PAGE))
    assert "Noor" not in seen
    assert "Canal Bank" not in seen


def test_what_joined_records_hold_is_shown_too(client, two_schools, new_governor):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    cast.sign_in(client, two_schools)
    seen = words(client.get(PAGE))
    assert "Canal Bank Academy" in seen
    assert new_governor.email in seen


def test_what_was_replaced_is_not_shown_twice(client, new_governor):
    cast.sign_in(client, new_governor)
    client.post(f"/my/details/left/{seat(new_governor).pk}/", {"ends_on": "2026-10-31"})
    client.get(PAGE)  # with the message that it is done
    assert words(client.get(PAGE)).count("Canal Bank Academy") == 1


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_for_many_boards(client, outsider, count, django_assert_max_num_queries):
    for n in range(count):
        cast.appoint(outsider, Role.GOVERNOR, cast.school(f"School {n}"))
    cast.sign_in(client, outsider)
    client.get(PAGE)
    with django_assert_max_num_queries(16):
        client.get(PAGE)


# --- What they change -----------------------------------------------------------------------------------------------


def test_they_correct_their_name_and_it_stands_against_an_older_extract(client, new_governor):
    Appointment.objects.update(gid="4711")
    cast.sign_in(client, new_governor, cast.LINK)
    client.post("/my/details/name/", {"title": "Dr", "given_name": " Noor ", "family_name": "Neu  Comer"})
    new_governor.refresh_from_db()
    assert (new_governor.title, str(new_governor)) == ("Dr", "Noor Neu Comer")
    assert new_governor.named_at is not None
    assert new_governor.match_name == "noor neu comer"
    assert seat(new_governor).registered == {"name": "Noor Newcomer"}
    assert AuditEntry.objects.get(action=NAME_CORRECTED.code).user == new_governor


def test_a_name_is_not_left_empty(client, new_governor):
    cast.sign_in(client, new_governor)
    assert "Enter a name" in words(client.post("/my/details/name/", {"given_name": " "}))
    new_governor.refresh_from_db()
    assert str(new_governor) == "Noor Newcomer"


def test_they_object_and_may_take_it_back(client, new_governor, sink):
    cast.mailing([new_governor], now=timezone.now())
    cast.sign_in(client, new_governor, cast.LINK)
    client.post("/my/details/messages/", {"answer": "stop"})
    send_due(queue=Queue.BULK)
    assert Delivery.objects.get().state == DeliveryState.CANCELLED
    assert "not to write to you" in words(client.get(PAGE))
    client.post("/my/details/messages/", {"answer": "write"})
    cast.mailing([new_governor], now=timezone.now())
    send_due(queue=Queue.BULK)
    assert Delivery.objects.latest("pk").state == DeliveryState.SENT


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_any_other_answer_changes_nothing(client, new_governor, answer):
    cast.sign_in(client, new_governor)
    client.post("/my/details/messages/", {"answer": answer})
    new_governor.refresh_from_db()
    assert new_governor.objected_at is None


def test_they_say_that_they_have_left(client, new_governor):
    row = seat(new_governor)
    cast.sign_in(client, new_governor, cast.LINK)
    client.post(f"/my/details/left/{row.pk}/", {"ends_on": "2026-10-31"})
    row.refresh_from_db()
    assert (row.ends_on, row.source) == (date(2026, 10, 31), Source.SELF)
    assert row.said_at is not None
    assert row.versions.get().ends_on is None  # what stood before is kept
    assert "Where you sat before" in words(client.get(PAGE))


@pytest.mark.parametrize(
    ("day", "said"),
    [("", "Enter the last day"), ("31/2/2026", "There is no 31 February 2026"), ("2020-01-01", "before the first day")],
)
def test_a_last_day_that_cannot_be_is_told_so(client, new_governor, day, said):
    cast.sign_in(client, new_governor)
    response = client.post(f"/my/details/left/{seat(new_governor).pk}/", {"ends_on": day})
    assert said in words(response)
    assert seat(new_governor).ends_on is None


@pytest.mark.parametrize("day", ["2099-01-01", "2027-09-01"])
def test_leaving_never_makes_a_term_longer(client, new_governor, day):
    row = seat(new_governor)
    Appointment.objects.filter(pk=row.pk).update(ends_on=date(2027, 8, 31))
    cast.sign_in(client, new_governor)
    assert "Your last day cannot be after that" in words(client.post(f"/my/details/left/{row.pk}/", {"ends_on": day}))
    assert seat(new_governor).ends_on == date(2027, 8, 31)


def test_a_term_that_is_over_is_not_given_back_to_oneself(client, clerk):
    row = clerk.appointments.get()
    Appointment.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    cast.sign_in(client, clerk)
    assert client.post(f"/my/details/left/{row.pk}/", {"ends_on": "2099-01-01"}).status_code == 404


def test_nobody_ends_somebody_elses_term(client, new_governor, two_schools):
    row = two_schools.appointments.first()
    cast.sign_in(client, new_governor)
    assert client.post(f"/my/details/left/{row.pk}/", {"ends_on": "2026-10-31"}).status_code == 404
    row.refresh_from_db()
    assert row.ends_on is None


def test_a_clerk_who_leaves_hands_the_mailbox_of_the_post_on(client, clerk):
    Person.objects.filter(pk=clerk.pk).update(email="clerk@chapel-lane.example")
    clerk.refresh_from_db()
    cast.sign_in(client, clerk)
    answer = client.post(f"/my/details/left/{seat(clerk).pk}/", {"ends_on": "2026-10-31"})
    assert answer.url == "/address-taken-off/"
    assert not signed_in(client)
    clerk.refresh_from_db()
    assert clerk.email is None


@pytest.mark.parametrize("way", [cast.LINK, cast.CODE])
def test_this_is_not_me_takes_the_address_off_and_ends_every_session(client, new_governor, way):
    other = Client()
    for browser in (client, other):
        cast.sign_in(browser, new_governor, way)
    assert client.post("/my/details/not-me/").url == "/address-taken-off/"
    new_governor.refresh_from_db()
    assert new_governor.email is None
    assert not signed_in(client)
    assert not signed_in(other)
    assert seat(new_governor).ends_on is None  # the appointment stays
    assert Address.objects.get().address == "noor.newcomer@people.example"


# --- Another address ------------------------------------------------------------------------------------------------


def ask(client, address):
    return client.post(ADDRESS, {"email": address})


def code() -> str:
    return cast.codes_sent().latest("pk").values["code"]


def test_a_new_address_is_used_once_a_code_has_proved_it(client, new_governor):
    cast.sign_in(client, new_governor)
    assert ask(client, " Noor@NEW.example ").url == CODE
    row = Delivery.objects.get()
    assert (row.address, row.person) == ("noor@new.example", new_governor)
    new_governor.refresh_from_db()
    assert new_governor.email == "noor.newcomer@people.example"  # not yet
    assert client.post(CODE, {"code": code()}).url == PAGE
    new_governor.refresh_from_db()
    assert new_governor.email == "noor@new.example"
    assert new_governor.email_verified_at is not None
    assert signed_in(client)
    told = Delivery.objects.get(mailing__kind=DETAILS.kind)
    assert told.address == "noor.newcomer@people.example"  # the mailbox before is told


def test_sessions_that_the_old_address_opened_end(client, new_governor):
    other = Client()
    cast.sign_in(other, new_governor, cast.LINK)
    cast.sign_in(client, new_governor)
    ask(client, "noor@new.example")
    client.post(CODE, {"code": code()})
    assert signed_in(client)
    assert not signed_in(other)


def test_one_of_a_couple_gets_an_address_of_their_own(client, new_governor):
    partner = cast.person("Bea Partner", email=None, shared_address=new_governor.email)
    cast.sign_in(client, partner)
    ask(client, "bea@people.example")
    client.post(CODE, {"code": code()})
    partner.refresh_from_db()
    assert (partner.email, partner.shared_address) == ("bea@people.example", None)


def test_nobody_takes_somebody_elses_address_and_nobody_learns_that_it_is_known(client, new_governor, two_schools):
    answers = []
    for address in (two_schools.email, "nobody@people.example"):
        cast.sign_in(client, new_governor)
        answer = ask(client, address)
        page = client.get(answer.url).content.decode().replace(address, "ADDRESS")
        page = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", page)
        answers.append((answer.status_code, answer.url, page))
    assert answers[0] == answers[1]
    told, asked = Delivery.objects.order_by("pk")
    assert (told.person, told.mailing.kind) == (two_schools, DETAILS.kind)
    assert told.values == {}  # no code
    assert asked.mailing.kind == SIGN_IN_CODE.kind


def test_no_code_fits_somebody_elses_address(client, new_governor, two_schools):
    cast.sign_in(client, new_governor)
    ask(client, two_schools.email)
    for guess in range(5):
        client.post(CODE, {"code": f"{guess:06}"})
    new_governor.refresh_from_db()
    assert new_governor.email == "noor.newcomer@people.example"


def test_an_address_that_became_somebody_elses_meanwhile_is_not_taken(client, new_governor):
    cast.sign_in(client, new_governor)
    ask(client, "late@people.example")
    late = cast.person("Late Comer", "late@people.example")
    assert "has become somebody else’s" in words(client.post(CODE, {"code": code()}, follow=True))
    late.refresh_from_db()
    assert late.email == "late@people.example"


def test_the_address_of_a_record_that_was_joined_to_mine_can_become_mine(client, two_schools, new_governor):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    cast.sign_in(client, two_schools)
    ask(client, new_governor.email)
    client.post(CODE, {"code": code()})
    two_schools.refresh_from_db()
    assert two_schools.email == "noor.newcomer@people.example"


def test_five_wrong_codes_end_it(client, new_governor):
    cast.sign_in(client, new_governor)
    ask(client, "noor@new.example")
    right = code()
    for _try in range(5):
        client.post(CODE, {"code": f"{(int(right) + 1) % 1_000_000:06}"})
    client.post(CODE, {"code": right})
    new_governor.refresh_from_db()
    assert new_governor.email == "noor.newcomer@people.example"


def test_a_code_that_has_run_out_is_refused(client, new_governor, settings):
    cast.sign_in(client, new_governor)
    ask(client, "noor@new.example")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    assert client.post(CODE, {"code": code()}).url == ADDRESS
    new_governor.refresh_from_db()
    assert new_governor.email == "noor.newcomer@people.example"


def test_the_code_of_one_person_proves_nothing_for_another(client, new_governor, two_schools):
    cast.sign_in(client, new_governor)
    ask(client, "noor@new.example")
    other = Client()
    cast.sign_in(other, two_schools)
    ask(other, "gwen@new.example")
    other.post(CODE, {"code": Delivery.objects.get(person=new_governor).values["code"]})
    two_schools.refresh_from_db()
    assert two_schools.email == "gwen.twoschools@people.example"


def test_nobody_is_showered_with_codes(client, new_governor):
    cast.sign_in(client, new_governor)
    answers = [ask(client, f"noor{n}@new.example").status_code for n in range(6)]
    assert answers == [302] * 5 + [200]
    assert Delivery.objects.count() == 5


@pytest.mark.parametrize("address", ["", "x", "noor.newcomer@people.example", "nöör@people.example", "a@b"])
def test_what_is_no_new_address_is_told_so(client, new_governor, address):
    cast.sign_in(client, new_governor)
    assert ask(client, address).status_code == 200
    assert not Delivery.objects.exists()


def test_the_letters_hold_the_code_and_nothing_of_the_account_before(client, new_governor, sink):
    cast.sign_in(client, new_governor)
    ask(client, "noor@new.example")
    wanted = code()
    send_due(queue=Queue.URGENT)
    parsed = email.message_from_bytes(sink.messages()[-1]["raw"], policy=email.policy.default)
    for kind in ("plain", "html"):
        body = parsed.get_body((kind,)).get_content()
        assert wanted in body
        assert "noor.newcomer@" not in body
    assert Delivery.objects.get().values == {}  # wiped once sent
