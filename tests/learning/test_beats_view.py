"""POST /learning/beats/: one row read, one written, no session; the signed ticket is the proof."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from distribution.links import sign
from learning.models import Watching
from learning.views.steps import LONGEST_BEAT
from tests.learning.factories import enrolment_of, ticket_for

URL = "/learning/beats/"


@pytest.fixture
def enrolment(issued, two_schools):
    return enrolment_of(two_schools, issued)


@pytest.fixture
def ticket(enrolment):
    return str(ticket_for(enrolment, opened_at=timezone.now()))


@pytest.fixture
def send(ticket):
    """Send a beat from a browser without a session, with all that Django checks against forgery."""
    stranger = Client(enforce_csrf_checks=True)

    def post(body=None, **changes):
        if body is None:
            body = {"ticket": ticket, "seq": 0, "position": 1.5, "intervals": [[0, 1.5]], **changes}
        raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return stranger.post(URL, raw, content_type="application/json")

    return post


def test_the_reply_says_how_far_the_reader_is(send):
    response = send()
    assert response.status_code == 200
    assert response.json() == {"seen": 2, "needed": 54, "total": 60, "done": False, "message": ""}


def test_the_reply_says_when_it_is_enough(send, enrolment):
    send(intervals=[])
    Watching.objects.update(first_beat_at=timezone.now() - timedelta(seconds=60))
    body = send(intervals=[[0, 54]]).json()
    assert body["done"] is True
    assert "You can continue" in body["message"]


def test_no_cookie_is_needed_or_set(send):
    response = send()
    assert response.status_code == 200
    assert not response.cookies


def test_it_is_kept_by_nobody_on_the_way(send):
    assert send()["Cache-Control"] == "no-store"


def test_the_queries_are_few_and_do_not_grow(send):
    def queries(**changes):
        with CaptureQueriesContext(connection) as found:
            send(**changes)
        sql = [query["sql"] for query in found]
        assert not any("session" in one or "people_person" in one for one in sql)
        return len([one for one in sql if "SAVEPOINT" not in one])

    queries()
    assert queries(seq=1, intervals=[[0, 3]]) == queries(seq=2, intervals=[[n, n + 1] for n in range(50)]) == 2


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_post(client, method):
    assert getattr(client, method)(URL).status_code == 405


# --- Refusals -------------------------------------------------------------------------------------


def test_a_changed_ticket(send, ticket):
    response = send(ticket=ticket.replace(".60.54.", ".60.01."))
    assert response.status_code == 403
    assert response.json() == {"message": "Reload this page to carry on."}


def test_a_ticket_of_yesterday(send, enrolment):
    old = ticket_for(enrolment, opened_at=timezone.now() - timedelta(hours=25))
    response = send(ticket=str(old))
    assert response.status_code == 403
    assert response.json()["message"] == "Reload this page to carry on."


def test_a_signature_made_for_another_purpose(send, ticket):
    body = ticket.rpartition(".")[0]
    assert send(ticket=f"{body}.{sign('link', body)}").status_code == 403


@pytest.mark.parametrize("ticket", ["", ".", "....", "1.a.60.54.1", "é", "\x00", None, 5, [], "\ud800"])
def test_no_ticket_at_all(send, ticket):
    assert send(ticket=ticket).status_code in (400, 403)


def test_a_report_that_is_too_long(send):
    assert send(b" " * (LONGEST_BEAT + 1)).status_code == 400


@pytest.mark.parametrize(
    "body",
    ["", "no", "[]", "{}", "null", "5", '"text"', b"\xff\xfe", '{"ticket": 1', "[" * 1500, "[" * 60_000],
    ids=lambda body: str(body[:8]),
)
def test_not_a_report(send, body):
    response = send(body)
    assert response.status_code in (400, 403)
    assert response.content


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": None},
        {"seq": "x"},
        {"seq": float("nan")},
        {"seq": float("inf")},
        {"position": "x"},
        {"position": None},
        {"intervals": 5},
        {"intervals": [5]},
        {"intervals": [[1]]},
        {"intervals": [[1, 2, 3]]},
        {"intervals": [["a", "b"]]},
        {"intervals": {"a": 1}},
        {"intervals": [[None, 1]]},
        {"intervals": [[10**400, 1]]},
        {"position": 10**400},
    ],
    ids=str,
)
def test_nonsense_in_the_fields(send, changes):
    assert send(**changes).status_code == 400
    assert not Watching.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": -1},
        {"seq": 10**30},
        {"position": float("nan")},
        {"position": float("inf")},
        {"position": -1e300},
        {"intervals": [[float("nan"), 1]]},
        {"intervals": [[0, float("inf")]]},
        {"intervals": [[9, 1]]},
        {"intervals": [[-1e308, 1e308]]},
    ],
    ids=str,
)
def test_numbers_from_nowhere_do_no_harm(send, changes):
    response = send(**changes)
    assert response.status_code == 200
    assert response.json()["done"] is False
    assert 0 <= Watching.objects.get().position <= 60


@pytest.mark.django_db(transaction=True)
def test_a_ticket_for_an_enrolment_that_is_gone(send, enrolment):
    enrolment.delete()
    assert send().status_code in (400, 403, 404)
