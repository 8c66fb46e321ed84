"""Signing in by a code: the door tells nobody who is known here."""

import email
import email.policy
import re

import pytest
from django.contrib.messages import get_messages

from accounts.audit import SIGNED_IN
from accounts.emails import SIGN_IN_CODE
from distribution.enums import DeliveryState, Queue
from distribution.sending import send_due
from people.models import AuditEntry, Person
from tests import cast

COMMITS = pytest.mark.django_db(transaction=True)


def ask(client, address, **extra):
    return client.post("/start/", {"email": address}, **extra)


def signed_in(client) -> int | None:
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


def mailed_code(sink) -> str:
    cast.codes_sent()
    assert send_due(queue=Queue.URGENT) == 1
    parsed = email.message_from_bytes(sink.messages()[-1]["raw"], policy=email.policy.default)
    return re.search(r"\b\d{6}\b", parsed.get_body(("plain",)).get_content())[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@COMMITS
@pytest.mark.both_databases
def test_the_code_from_the_message_signs_in_and_is_wiped_once_sent(client, sink, new_governor):
    assert ask(client, new_governor.email).status_code == 302
    row = cast.codes_sent().get()
    assert (row.person, row.queue, row.mailing.kind) == (new_governor, Queue.URGENT, SIGN_IN_CODE.kind)
    code = mailed_code(sink)
    row.refresh_from_db()
    assert (row.state, row.values) == (DeliveryState.SENT, {})
    assert code not in row.mailing.text_body + row.mailing.html_body
    response = client.post("/start/code/", {"code": code})
    assert response.status_code == 302
    assert signed_in(client) == new_governor.pk
    new_governor.refresh_from_db()
    assert new_governor.email_verified_at is not None
    assert AuditEntry.objects.get(action=SIGNED_IN.code).data == {"way": "code"}


@COMMITS
def test_spelling_with_capitals_and_spaces_is_the_same_address(client, sink, new_governor):
    ask(client, f"  {new_governor.email.title()} ")
    assert cast.codes_sent().get().address == new_governor.email


def test_known_and_unknown_addresses_get_the_same_answer(client, new_governor):
    answers = []
    for address in (new_governor.email, "nobody@people.example"):
        client.logout()
        response = ask(client, address)
        said = [str(message).replace(address, "ADDRESS") for message in get_messages(response.wsgi_request)]
        page = client.get(response["Location"])
        shown = page.content.decode().replace(address, "ADDRESS")
        shown = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", shown)
        answers.append((response.status_code, response["Location"], said, page.status_code, shown))
    assert answers[0] == answers[1]
    assert [row.address for row in cast.codes_sent().all()] == [new_governor.email]
    assert not Person.objects.filter(email="nobody@people.example").exists()


@pytest.mark.parametrize("change", [{"is_active": False}])
def test_who_may_not_sign_in_gets_no_code(client, new_governor, change):
    Person.objects.filter(pk=new_governor.pk).update(**change)
    ask(client, new_governor.email)
    assert not cast.codes_sent().exists()
    assert signed_in(client) is None


@COMMITS
def test_five_wrong_codes_end_it(client, sink, new_governor):
    ask(client, new_governor.email)
    code = mailed_code(sink)
    for _try in range(5):
        client.post("/start/code/", {"code": wrong(code)})
    client.post("/start/code/", {"code": code})
    assert signed_in(client) is None


@COMMITS
def test_four_wrong_codes_do_not(client, sink, new_governor):
    ask(client, new_governor.email)
    code = mailed_code(sink)
    for _try in range(4):
        assert client.post("/start/code/", {"code": wrong(code)}).status_code == 200
    client.post("/start/code/", {"code": code})
    assert signed_in(client) == new_governor.pk


@COMMITS
def test_a_code_that_has_run_out_is_refused(client, sink, new_governor, settings):
    ask(client, new_governor.email)
    code = mailed_code(sink)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    client.post("/start/code/", {"code": code})
    assert signed_in(client) is None


@COMMITS
def test_a_code_works_in_the_browser_that_asked_and_in_no_other(client, sink, new_governor):
    from django.test import Client

    ask(client, new_governor.email)
    code = mailed_code(sink)
    other = Client()
    other.post("/start/code/", {"code": code})
    assert signed_in(other) is None


def test_a_sixth_code_within_five_minutes_is_not_mailed(client, new_governor):
    for _press in range(6):
        client.logout()
        ask(client, new_governor.email)
    assert cast.codes_sent().count() == 5


def test_a_whole_board_behind_one_address_of_the_school_gets_in(client, db):
    for person in cast.many_governors(40):
        client.logout()
        assert ask(client, person.email, REMOTE_ADDR="203.0.113.9").status_code == 302
    assert cast.codes_sent().count() == 40


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_sends_nothing(client, new_governor, method):
    assert getattr(client, method)("/start/", {"email": new_governor.email}).status_code == 200
    assert not cast.codes_sent().exists()


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/signup/", "/account/signup/", "/start/signup/", "/accounts/password/reset/"]
)
def test_nobody_signs_up_here(client, module, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("address", ["", "not an address", "a@b", "Noor <noor@people.example>"])
def test_what_is_no_address_is_told_so(client, db, address):
    response = ask(client, address)
    assert response.status_code == 200
    assert not cast.codes_sent().exists()


def test_signing_out_needs_a_press(client, new_governor):
    cast.sign_in(client, new_governor)
    client.get("/sign-out/")
    assert signed_in(client) == new_governor.pk
    client.post("/sign-out/")
    assert signed_in(client) is None


def test_the_way_back_stays_on_this_site(client, sink, new_governor):
    response = client.post("/start/?next=https://evil.example/", {"email": new_governor.email})
    assert "evil.example" not in response["Location"]


def test_who_mistyped_the_address_can_give_another(client, new_governor):
    client.post("/start/", {"email": "nobody@nowhere.example"})
    assert client.get("/start/").status_code == 302  # to the code that is awaited
    client.post("/start/again/")
    assert client.get("/start/").status_code == 200
    client.post("/start/", {"email": new_governor.email})
    assert cast.codes_sent().filter(person=new_governor).count() == 1
