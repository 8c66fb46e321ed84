"""Every address of the site says what it is (core/routes.py), and answers accordingly, whoever asks."""

import re
from itertools import cycle
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.urls import resolve, reverse
from wagtail.models import Page, get_page_models

from core.routes import PRIVATE, PUBLIC, Route, addresses
from demo import urls as demo_urls
from tests import cast


def every_address():
    """Those of the installation, and those that the demonstration adds."""
    yield from addresses(SimpleNamespace(url_patterns=demo_urls.urlpatterns))


def test_every_address_says_what_it_is():
    undeclared = [address.pattern for address in every_address() if address.route is None]
    assert not undeclared, "Put one of the decorators of core/routes.py on the views of these addresses."
    assert sum(1 for address in every_address()) > 500


def test_every_page_class_says_what_it_is():
    undeclared = [
        model.__name__
        for model in get_page_models()
        if model is not Page and not isinstance(getattr(model, "page_route", None), Route)
    ]
    assert not undeclared, "Give these classes a page_route: PUBLIC or PRIVATE of core/routes.py."


def test_a_page_class_asks_for_nothing_that_is_read_from_the_address_alone():
    """All pages share one address, so access, tokens and logs cannot follow from the class of a page."""
    assert {model.page_route for model in get_page_models() if model is not Page} <= {PUBLIC, PRIVATE}


def test_what_a_token_follows_is_an_address_of_its_own():
    """Whatever follows the fixed part is hidden in the logs: it may not be the whole site."""
    assert all(address.fixed_part != "/" for address in every_address() if address.route and address.route.has_token)
    assert all(address.fixed_part != "/" for address in every_address() if address.route and address.route.is_unlogged)


def test_the_admin_is_behind_a_second_factor_but_for_what_leads_to_the_sign_in():
    admin = [address for address in addresses() if address.pattern.startswith("admin/")]
    public = {address.pattern for address in admin if not (address.route and address.route.needs_second_factor)}
    assert public == {"admin/login/", "admin/^password_reset/"} and len(admin) > 300


# --- All addresses, asked for -----------------------------------------------------------------------------------------

VALUES = {"num": "1", "int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
REGEXES = {  # what stands in place of each kind of regular expression
    r"\.(?P<kind>csv|xlsx)$": ".csv",
    r"((?:[\w\-]+/)*)$": "nowhere/",
    r"^.*/$": "nowhere/",
    r"(live|earliest|\d+)...(live|latest|\d+)": "1...2",
    r"(\d+)": "1",
    r"(.*)": "x",
}


def example(pattern: str) -> str:
    """An address of that pattern, about things that are not there."""
    for regex, value in REGEXES.items():
        pattern = pattern.replace(regex, value)
    plain = pattern.translate(str.maketrans("", "", "^$"))
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: VALUES.get(match[1], "x"), plain)


def reachable():
    """(example, address) of each that says what it is, and that no earlier address answers for."""
    for address in addresses():
        url = example(address.pattern)
        if address.route and resolve(url).func is address.view:
            yield url, address


ALL = list(reachable())
NEEDS_CODE = [(url, address) for url, address in ALL if address.route.needs_code]
OUTSIDE_THE_ADMIN = [(url, address) for url, address in ALL if not address.route.needs_second_factor]
BEHIND_SECOND_FACTOR = [(url, address) for url, address in ALL if address.route.needs_second_factor]


def test_there_are_addresses_to_ask_for():
    assert len(ALL) > 450 and len(NEEDS_CODE) > len(BEHIND_SECOND_FACTOR) > 350


ENDS_THE_SESSION = {"account_logout", "not_me", "code_for_me"}


@pytest.fixture(params=["a visitor", "a link", "a code"])
def visitor(request, client, new_governor):
    cast.home_page()
    if request.param != "a visitor":
        cast.sign_in(client, new_governor, {"a link": cast.LINK, "a code": cast.CODE}[request.param])
    return client


def test_no_private_answer_is_kept_or_indexed(visitor):
    """Answers and refusals alike."""
    wrong, before = [], "_auth_user_id" in visitor.session
    for url, address in OUTSIDE_THE_ADMIN:
        if not address.route.is_private or address.name in ENDS_THE_SESSION:
            continue
        for response in (visitor.get(url), visitor.post(url)):
            headers = [response.headers.get(name, "") for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")]
            kept, robots, referrer = headers
            if "no-store" not in kept or robots != "noindex, nofollow" or referrer != "strict-origin":
                wrong.append((url, response.status_code, *headers))
    assert not wrong
    assert ("_auth_user_id" in visitor.session) is before


@pytest.fixture
def short_answers(monkeypatch):
    """Some hundred refusals need no page each."""
    monkeypatch.setattr("accounts.access.render", lambda request, name, *_, status: HttpResponse(name, status=status))


def asks_for_a_code(response) -> bool:
    return response.status_code == 403 and response.content == b"account/needs_code.html"


def leads_to(response) -> str:
    return response.headers.get("Location", "").partition("?")[0]


def asks_again(response, url: str) -> bool:
    """Whether the second factor is asked for, and the way back leads here."""
    return leads_to(response) == reverse("account_reauthenticate") and leads_back(response, url)


def leads_back(response, url: str) -> bool:
    return parse_qs(urlsplit(response.headers.get("Location", "")).query).get("next") == [url]


def test_a_visitor_signs_in_first(client, db):
    for url, _address in NEEDS_CODE:
        response = client.get(url)
        assert leads_to(response) == "/start/" and leads_back(response, url), url
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex, nofollow"), url


def test_a_session_by_link_is_asked_for_a_code(client, officer, short_answers):
    cast.sign_in(client, officer, cast.LINK)
    assert not [url for url, _address in NEEDS_CODE if not asks_for_a_code(client.get(url))]


def test_a_session_by_code_is_asked_for_a_second_factor(client, officer):
    TOTP.activate(officer, generate_totp_secret())
    cast.sign_in(client, officer, cast.CODE)
    assert not [url for url, _address in BEHIND_SECOND_FACTOR if not asks_again(client.get(url), url)]


@pytest.mark.parametrize(
    "url", ["/boards/1/add/", "/door/1/scan/", "/admin/sessions/1/cancel/", "/admin/bulk/people/", "/admin/users/new/"]
)
def test_a_form_that_is_sent_is_refused_like_a_page(client, officer, short_answers, url):
    assert leads_to(client.post(url)) == "/start/"
    cast.sign_in(client, officer, cast.LINK)
    assert asks_for_a_code(client.post(url))


# --- A second factor shown just now -----------------------------------------------------------------------------------


@pytest.fixture
def stale(client, officer, settings):
    """An administrator whose second factor was shown a while ago."""
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    settings.SECOND_FACTOR_FRESH_SECONDS = 0
    return client


GRAVEST = [
    ("get", "wagtailusers_users:add", []),
    ("get", "wagtailusers_users:edit", [1]),
    ("get", "wagtailusers_groups:add", []),
    ("get", "wagtailusers_groups:edit", [1]),
    ("post", "wagtailusers_groups:delete", [1]),
    ("get", "people:edit", [1]),
    ("get", "sessions:needs", [1]),
    ("get", "imports:write", [1]),
    ("post", "imports:write", [1]),
    ("post", "imports:undo", [1]),
    ("get", "imports:download", [1]),
    ("get", "briefings:send", [1]),
    ("post", "briefings:send", [1]),
    ("get", "briefings:remind", [1]),
    ("post", "person_erase", [1]),
    ("get", "person_data", [1]),
    ("get", "boardaction:seats_export", [1, "csv"]),
    ("get", "boardaction:schools_export", [1, "xlsx"]),
    ("post", "sessions:remind", [1]),
    ("post", "sessions:cancel", [1]),
    ("get", "sessions:figures", [1]),
]


@pytest.mark.parametrize(("method", "name", "args"), GRAVEST)
def test_the_gravest_acts_ask_for_it_again(stale, method, name, args):
    url = reverse(name, args=args)
    assert asks_again(getattr(stale, method)(url), url)


def test_an_invitation_asks_when_it_is_sent_and_not_when_it_is_counted(stale):
    url = reverse("sessions:invite", args=[1])
    assert asks_again(stale.post(url, {"send": ""}), url)
    assert stale.post(url).status_code == stale.get(url).status_code == 404  # there is no such session


def test_every_list_of_the_admin_that_is_taken_out_asks_for_it_again(stale):
    """Our lists and Wagtail's own, reports and whatever is added later."""
    behind = [f"{url}?export={kind}" for (url, _address), kind in zip(BEHIND_SECOND_FACTOR, cycle(["csv", "xlsx"]))]
    assert not [url for url in behind if not asks_again(stale.get(url), url)]


def test_looking_does_not_ask_for_it_again(stale):
    assert stale.get("/admin/").status_code == 200
    assert stale.get("/admin/?export=pdf").status_code == 200


# --- The way back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kwargs", "page"),
    [
        ("board_seats", {"organisation_id": 7}, "/boards/7/"),
        ("board_question", {"organisation_id": 7, "question_id": 3}, "/boards/7/"),
        ("board_tabled_back", {"organisation_id": 7, "tabling_id": 3}, "/boards/7/"),
        ("decide_request", {"organisation_id": 7, "request_id": 3}, "/schools/7/staff/"),
        ("door_scan", {"pk": 7}, "/door/7/"),
        ("door_undo", {"pk": 7, "scan_pk": 3}, "/door/7/"),
        ("my_address", {}, "/my/details/address/"),
    ],
)
def test_a_form_leads_back_to_its_page(client, new_governor, name, kwargs, page):
    """Its own address may take no GET."""
    assert client.post(reverse(name, kwargs=kwargs)).url == f"/start/?next={page}"
    cast.sign_in(client, new_governor, cast.LINK)
    response = client.post(reverse(name, kwargs=kwargs))
    assert response.status_code == 403 and response.context["next"] == page


def test_a_page_leads_back_to_itself_with_what_was_looked_for(client, db):
    assert parse_qs(urlsplit(client.get("/door/7/?q=Ann+Lee").url).query) == {"next": ["/door/7/?q=Ann+Lee"]}


@pytest.mark.parametrize("name", ["mfa_authenticate", "mfa_login_webauthn"])
def test_a_link_does_not_become_a_passkey_without_a_code_between(client, new_governor, name):
    assert client.get(reverse(name)).status_code != 403  # a visitor on the way in
    cast.sign_in(client, new_governor, cast.LINK)
    assert client.get(reverse(name)).status_code == client.post(reverse(name)).status_code == 403
    cast.sign_in(client, new_governor, cast.CODE)
    assert client.get(reverse(name)).status_code != 403
