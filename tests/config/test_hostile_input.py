"""What no form of ours sends: a sentence, or 400 or 413, and never an error of ours, at every address, for everybody.

Each address gets two or three of these, whichever comes next; addresses that look things up get all of them.
"""

from itertools import count, islice

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import resolve

from accounts.sessions import SessionSignIn
from core.input_checks import MOST_ROWS
from core.routes import route_of
from core.upload_limits import FILM_FORM, IN_THE_ADMIN, LARGEST, SMALL, largest_body
from people.models import Person
from tests import cast
from tests.config.test_addresses import ENDS_THE_SESSION, reachable

LONG = "x" * 70_000
NUMBER = "9" * 5_000
MULTIPART = b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\n%s\r\n--b--\r\n'
NAMES = "q p page ordering show kind code session organisation name email briefing person from to day next age".split()


def form(value: bytes, content_type: str = "multipart/form-data; boundary=b") -> dict:
    return {"data": MULTIPART % value, "content_type": content_type}


def all_of(value: str) -> dict:
    return dict.fromkeys([*NAMES, "given_name", "family_name", "address", "id", "title"], value)


# What is refused, whatever the address; what may be answered like any other nonsense.
REFUSED = {
    "NUL in a query": {"query": "q=a%00b"},
    "NUL in a name of a query": {"query": "a%00b=1"},
    "NUL in a form": form(b"a\0b"),
    "NUL in what is urlencoded": {"data": "given_name=a%00b", "content_type": "application/x-www-form-urlencoded"},
    "UTF-7": form(b"+2AA-", "multipart/form-data; boundary=b; charset=utf-7"),
    "UTF-16": form("é".encode("utf-16"), "multipart/form-data; boundary=b; charset=utf-16"),
    "no character set": form(b"x", "multipart/form-data; boundary=b; charset=rot13"),
    "another no character set": {"data": "a=b", "content_type": "application/x-www-form-urlencoded; charset=undefined"},
    "rows": {"data": {"form-TOTAL_FORMS": "10000000", "form-INITIAL_FORMS": "0", "colleagues-TOTAL_FORMS": "10000000"}},
    "rows of a stream": {"data": {"body-count": "10000000"}},
    "digits of rows": {"data": {"form-TOTAL_FORMS": NUMBER}},
}
NONSENSE = {
    "not UTF-8 in a query": {"query": "q=%ff%fe&p=%c3%28&ordering=%ed%a0%80"},
    "a long query": {"query": f"q={'x' * 6000}&p={NUMBER}&page={NUMBER[:400]}&ordering={'y' * 300}"},
    "odd query": {"query": "&".join(f"{name}[]=%27%22%3C&{name}=-1" for name in NAMES)},
    "not UTF-8 in a form": form(b"\xff\xfe\xed\xa0\x80"),
    "no boundary": {"data": b"x", "content_type": "multipart/form-data"},
    "an odd boundary": form(b"x", "multipart/form-data; boundary=\x7f\x01"),
    "broken off": {
        "data": b"--b\r\nContent-Disposition: form-data; name=q; filename=a\r\n\r\nx",
        "content_type": "multipart/form-data; boundary=b",
    },
    "JSON": {"data": b'{"q": "\\ud800\\u0000", "q": [[[]]]}', "content_type": "application/json"},
    "no JSON": {"data": b"\xff{", "content_type": "application/json"},
    "text": {"data": b"\0\xff", "content_type": "text/plain; charset=utf-7"},
    "no type": {"data": b"q=1", "content_type": ""},
    "long values": {"data": all_of(LONG)},
    "many digits": {"data": all_of(NUMBER)},
    "minus and more": {"data": all_of("-1")},
    "odd marks": {"data": all_of("\x07\u202e\u2028\ufffe😀'\"<⟦link⟧{{ 1 }}%s")},
    "empty": {"data": {}},
    "a file for a text": {
        "data": {"q": SimpleUploadedFile("\x07../../x.csv", b"\0\xff"), "name": SimpleUploadedFile("y", b"")},
    },
    "rows that are none": {"data": {"form-TOTAL_FORMS": "x", "form-INITIAL_FORMS": "-1", "colleagues-TOTAL_FORMS": ""}},
    "a session of NUL": {"query": "", "cookie": 'sessionid="aaaaaaaaaaaa\\000aaa"; csrftoken="\\000"'},
}  # fmt: skip
ALL_INPUTS = {**REFUSED, **NONSENSE}
LOOKED_UP = [
    "/start/", "/start/code/", "/schools/way-in/", "/search/", "/parents/x/", "/check/", "/l/1-x/", "/my/details/name/",
    "/my/details/address/", "/boards/1/", "/boards/1/add/", "/boards/1/import/", "/door/1/scan/", "/door/1/walk-in/",
    "/bookings/1/colleagues/", "/admin/people/", "/admin/organisations/", "/admin/audience/new/", "/admin/imports/new/",
    "/admin/imports/1/lines.csv", "/admin/users/", "/admin/reports/site-history/", "/admin/pages/search/",
    "/learn/beats/",
]  # fmt: skip


def send(client, url: str, given: dict):
    if "data" not in given:
        headers = {"headers": {"cookie": given["cookie"]}} if "cookie" in given else {}
        return client.get(f"{url}?{given['query']}", **headers)
    data = given["data"]
    if isinstance(data, dict):
        for value in data.values():
            if hasattr(value, "seek"):
                value.seek(0)
        return client.post(url, data)
    raw = data if isinstance(data, bytes) else data.encode()
    return client.generic("POST", url, raw, content_type=given["content_type"])


@pytest.fixture(params=["anonymous", "governor", "clerk", "officer"])
def somebody(request, client, db):
    cast.home_page()
    client.raise_request_exception = False
    who = (
        None
        if request.param == "anonymous"
        else request.getfixturevalue(
            {"governor": "new_governor", "clerk": "clerk", "officer": "officer"}[request.param]
        )
    )
    kind = cast.SECOND_FACTOR if request.param == "officer" else cast.CODE

    def back_in():
        client.cookies.clear()
        if who:
            cast.sign_in(client, who, kind)
        return client

    return back_in


ENDS = {*ENDS_THE_SESSION, "wagtailadmin_logout", "not_me"}
WALKED = [(url, address) for url, address in reachable() if address.name not in ENDS]


@pytest.mark.both_databases
def test_every_address_answers_some_of_it(somebody):
    """Others of the inputs at each address, so that all of them meet addresses of each app."""
    client, turns, wrong, answered = somebody(), count(), [], 0
    signed_in = "_auth_user_id" in client.session
    for url, _address in WALKED:
        for name in (list(ALL_INPUTS)[next(turns) % len(ALL_INPUTS)] for _time in range(2)):
            wrong += failure(client, url, name)
            if ("_auth_user_id" in client.session) is not signed_in:
                client, answered = somebody(), answered + 1
    assert not wrong and answered < 60


@pytest.mark.both_databases
def test_addresses_that_look_things_up_answer_all_of_it(somebody):
    client, wrong = somebody(), []
    signed_in = "_auth_user_id" in client.session
    for url in LOOKED_UP:
        for name in ALL_INPUTS:
            wrong += failure(client, url, name)
            if ("_auth_user_id" in client.session) is not signed_in:
                client = somebody()
    assert not wrong


# Wagtail 7.4's own views, behind a second factor: they fail on the page or form that isn't there, whatever is sent.
WAGTAILS = {
    "/admin/choose-external-link/", "/admin/pages/1/lock/", "/admin/pages/1/set_position/",
    "/admin/workflows/enable/1/",
}  # fmt: skip


def failure(client, url: str, name: str) -> list[tuple]:
    if url in WAGTAILS:
        return []
    response = send(client, url, ALL_INPUTS[name])
    wrong = response.status_code >= 500 or (name in REFUSED and response.status_code < 300)
    return [(url, name, response.status_code)] if wrong else []


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "path", ["/parents/%00/", "/parents/a%00b/", "/l/1-%00/", "/check/%00/", "/%00/", "/boards/%00/"]
)
def test_nul_in_a_path_is_refused(client, db, path):
    cast.home_page()
    response = client.get(path)
    assert response.status_code == 400 and "We couldn’t read that" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_what_is_valid_passes_unchanged(client, db):
    cast.home_page()
    for query in ("q=Zoë+王小明+😀", "q=a%0Ab", "form-TOTAL_FORMS=3", f"x-count={MOST_ROWS}"):
        assert client.get(f"/?{query}").status_code == 200
    answer = client.post("/start/", b"email=zo%C3%AB", content_type="application/x-www-form-urlencoded; charset=UTF-8")
    assert "zoë" in answer.content.decode()


# --- How large --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["/start/", "/schools/way-in/", "/admin/snippets/cms/film/add/", "/admin/imports/new/", "/nowhere/"]
)
def test_nobody_fills_the_disk_without_signing_in(client, db, url):
    cast.home_page()
    answer = client.generic(
        "POST", url, b"", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(SMALL + 1)
    )
    assert answer.status_code in (404, 413)
    if answer.status_code == 413:
        assert "That was too large" in answer.content.decode()


def limit(client, url: str, length: int = 2**40) -> int:
    """How much this address takes from whoever is signed in here."""
    request = RequestFactory().generic("POST", url, CONTENT_LENGTH=str(length))
    request.session = client.session
    key = client.session.get("_auth_user_id")
    request.user = Person.objects.get(pk=key) if key else AnonymousUser()
    request.sign_in = SessionSignIn(request)
    return largest_body(request, route_of(resolve(url).func))


FILM, LIST, IMPORT, PICTURE = (
    "/admin/snippets/cms/film/add/",
    "/boards/1/import/",
    "/admin/imports/new/",
    "/admin/images/add/",
)


def test_each_takes_what_its_form_needs_from_those_who_may(client, db):
    sizes = lambda: tuple(limit(client, url) for url in (FILM, LIST, IMPORT, PICTURE, "/my/details/name/"))  # noqa: E731
    assert sizes() == (SMALL,) * 5
    cast.sign_in(client, cast.new_governor(), cast.CODE)
    assert sizes() == (SMALL, 6 * 2**20, SMALL, SMALL, SMALL)
    officer = cast.officer_of_the_group()
    cast.sign_in(client, officer, cast.CODE)
    assert sizes() == (SMALL, 6 * 2**20, SMALL, SMALL, SMALL)
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    assert sizes() == (FILM_FORM, 6 * 2**20, 301 * 2**20, IN_THE_ADMIN, SMALL)
    assert FILM_FORM > 3 * LARGEST


def test_only_forms_with_files_take_more_than_the_rest():
    larger = {address.pattern for _url, address in WALKED if address.route.largest_body}
    assert larger == {
        "admin/snippets/cms/film/add/", "admin/snippets/cms/film/edit/<int:pk>/", "admin/imports/new/",
        "boards/<num:organisation_id>/import/",
    }  # fmt: skip


def test_there_are_enough_inputs_for_the_walk():
    assert len(list(islice(reachable(), 450))) == 450 and len(ALL_INPUTS) > 25
