"""How a teacher gets in: asks and is let in, or is named by the school."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from classrooms import operations
from classrooms.models import AccessRequest
from distribution.models import Delivery
from people.enums import Role
from people.models import Appointment, Person
from tests import cast

ASKS = {"given_name": "Nell", "family_name": "Newteacher", "address": "nell@quay.example", "role": "teacher"}


def code_sent_to(address: str) -> str:
    return cast.codes_sent().filter(address=address).latest("pk").values["code"]


@pytest.fixture
def proved_dsl(dsl):
    Person.objects.filter(pk=dsl.pk).update(email_verified_at=cast.NOW)


@pytest.fixture
def asked(client, quay):
    """Nell has asked, and has typed the code that came to her school address."""
    response = client.post("/schools/way-in/", {**ASKS, "school": quay.pk})
    assert response.url.startswith("/start/code/")
    response = client.post(response.url, {"code": code_sent_to(ASKS["address"])})
    assert response.url == "/schools/way-in/"
    assert "We have asked your DSL" in client.get(response.url).content.decode()
    return AccessRequest.objects.get()


@pytest.mark.both_databases
def test_from_asking_to_being_let_in(client, proved_dsl, asked, dsl, quay, page):
    assert client.get("/schools/").status_code == 302  # not yet
    message = Delivery.objects.get(person=dsl)
    assert message.values["subject"] == "Nell Newteacher asks to see the films for schools"
    assert message.values["who_asks"] == "Nell Newteacher (nell@quay.example)"
    assert "⟦who_asks⟧ asks" in message.mailing.text_body
    cast.sign_in(client, dsl)
    staff = f"/schools/{quay.pk}/staff/"
    assert "nell@quay.example" in client.get(staff).content.decode()
    client.post(f"{staff}requests/{asked.pk}/", {"answer": "yes"})
    place = Appointment.objects.get(person=asked.person)
    assert (place.role, place.organisation) == (Role.TEACHER, quay)
    cast.sign_in(client, asked.person)
    assert client.get("/schools/").status_code == 200
    assert "You can see the films" in Delivery.objects.filter(person=asked.person).latest("pk").mailing.subject


def test_a_no_is_a_no(client, asked, dsl, quay):
    cast.sign_in(client, dsl)
    client.post(f"/schools/{quay.pk}/staff/requests/{asked.pk}/", {"answer": "no"})
    with pytest.raises(operations.AlreadyDecided):
        operations.let_in(request=asked, by=dsl, source="officer", now=timezone.now())
    assert not Appointment.objects.filter(person=asked.person).exists()


def test_until_the_code_is_typed_nobody_is_asked_and_nothing_shows(client, quay, dsl):
    client.post("/schools/way-in/", {**ASKS, "school": quay.pk})
    assert not Delivery.objects.filter(person=dsl).exists()
    cast.sign_in(client, dsl)
    assert "nell@quay.example" not in client.get(f"/schools/{quay.pk}/staff/").content.decode()


def test_known_and_unknown_addresses_get_the_same_answer(client, quay, tess):
    answers = []
    for address in ("nobody@quay.example", tess.email):
        client.cookies.clear()
        answers.append(client.post("/schools/way-in/", {**ASKS, "address": address, "school": quay.pk}))
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Person.objects.get(email=tess.email).full_name == "Tess Teacher"  # her name stays as we know it


@pytest.mark.parametrize("known", [True, False])
def test_what_is_one_too_many_writes_nothing(client, quay, tess, known):
    asks = {**ASKS, "role": "dsl", "school": quay.pk, "address": tess.email if known else "ned@quay.example"}
    while client.post("/schools/way-in/", asks).status_code == 302:
        client.cookies.clear()
    AccessRequest.objects.all().delete()
    people = Person.objects.count()
    for given_name in ("Ned", "Nora"):
        refused = client.post("/schools/way-in/", {**asks, "given_name": given_name})
        assert refused.status_code == 429 and "You can ask again at" in refused.content.decode()
    assert not AccessRequest.objects.exists() and Person.objects.count() == people


@pytest.mark.parametrize(
    "wrong",
    [{"address": "nell@gmail.com"}, {"address": "office@quay.example"}, {"address": "nell"}, {"family_name": ""},
     {"given_name": "http://evil.example"}, {"given_name": "<b>Nell</b>"}, {"family_name": "⟦link⟧"}, {"school": "0"},
     {"role": "headteacher"}, {"role": "council_officer"}],
)  # fmt: skip
def test_what_is_refused(client, quay, wrong):
    response = client.post("/schools/way-in/", {**ASKS, "school": quay.pk, **wrong})
    assert response.status_code == 200 and "There is a problem" in response.content.decode()
    assert not AccessRequest.objects.exists() and not Delivery.objects.exists()


def test_who_may_let_in(client, asked, quay, tess, elsewhere, clerk, hal, officer):
    address = f"/schools/{quay.pk}/staff/requests/{asked.pk}/"
    for who in (tess, elsewhere, clerk):
        cast.sign_in(client, who)
        assert client.post(address, {"answer": "yes"}).status_code == 404
    cast.sign_in(client, hal, cast.LINK)
    assert client.post(address, {"answer": "yes"}).status_code == 403  # a forwarded link lets nobody in
    asked.refresh_from_db()
    assert asked.state == "waiting"
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    client.post(f"/admin/school-requests/{asked.pk}/", {"answer": "yes"})
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("let_in", officer)


def test_a_clerk_names_a_teacher_of_their_own_school(client, clerk, quay):
    school = clerk.appointments.get().organisation
    cast.sign_in(client, clerk)
    form = {"given_name": "Nia", "family_name": "Named", "address": "nia@chapel.example", "role": "teacher"}
    assert client.post(f"/schools/{school.pk}/staff/name/", form).status_code == 302
    assert Appointment.objects.get(person__email="nia@chapel.example").organisation == school
    assert Delivery.objects.get(address="nia@chapel.example").mailing.link_path == "/schools/"
    assert client.post(f"/schools/{quay.pk}/staff/name/", form).status_code == 404


def test_the_head_notes_a_last_day(client, hal, tess, quay):
    place = tess.appointments.get()
    cast.sign_in(client, hal)
    address = f"/schools/{quay.pk}/staff/{place.pk}/end/"
    assert client.post(address, {"ends_on": "1/1/1999"}).status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    assert client.post(address, {"ends_on": f"{yesterday:%d/%m/%Y}"}).status_code == 302
    cast.sign_in(client, tess)
    assert client.get("/schools/").status_code == 302


def test_an_address_that_nobody_proved_goes_again(client, quay, tess):
    client.post("/schools/way-in/", {**ASKS, "school": quay.pk})
    client.cookies.clear()
    client.post("/schools/way-in/", {**ASKS, "address": tess.email, "school": quay.pk})
    operations.discard_unproved(now=timezone.now())
    assert AccessRequest.objects.count() == 2
    cast.codes_sent()
    Delivery.objects.all().delete()
    operations.discard_unproved(now=timezone.now() + timedelta(days=3))
    assert not AccessRequest.objects.exists()
    assert not Person.objects.filter(email=ASKS["address"]).exists()
    assert Person.objects.filter(pk=tess.pk).exists()


def test_tokens_of_parents_are_kept_out_of_the_log():
    from core.log_filters import hide_tokens

    assert re.search("abc123", hide_tokens("Not Found: /parents/abc123/files/film.mp4")) is None
