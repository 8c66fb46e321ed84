"""Every address of the site says what it is (core/routes.py), and answers accordingly, whoever asks."""

import re
from types import SimpleNamespace

import pytest
from django.urls import resolve, reverse
from wagtail.models import Page, get_page_models

from core.routes import PRIVATE, PUBLIC, Route, addresses
from demo import mailbox_urls
from demo import urls as demo_urls
from tests import cast


def every_address():
    """Those of the installation, and those that the demonstration adds."""
    yield from addresses()
    for urls in (demo_urls, mailbox_urls):
        yield from addresses(SimpleNamespace(url_patterns=urls.urlpatterns))


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
    assert all(address.fixed_part != "/" for address in every_address() if address.route.has_token)
    assert all(address.fixed_part != "/" for address in every_address() if address.route.is_unlogged)


def test_the_admin_is_behind_a_second_factor_but_for_what_leads_to_the_sign_in():
    admin = [address for address in addresses() if address.pattern.startswith("admin/")]
    public = {address.pattern for address in admin if not address.route.needs_second_factor}
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
    """(example, address) of each that no earlier address answers for."""
    for address in addresses():
        url = example(address.pattern)
        if resolve(url).func is address.view:
            yield url, address


ALL = list(reachable())
NEEDS_CODE = [(url, address) for url, address in ALL if address.route.needs_code]
BEHIND_SECOND_FACTOR = [(url, address) for url, address in ALL if address.route.needs_second_factor]


def asks_for_a_code(response) -> bool:
    return response.status_code == 403 and b"For this page you need a code" in response.content


def leads_to(response) -> str:
    return response.headers.get("Location", "").partition("?")[0]


def test_there_are_addresses_to_ask_for():
    assert len(ALL) > 450 and len(NEEDS_CODE) > len(BEHIND_SECOND_FACTOR) > 350


@pytest.fixture(params=["a visitor", "a link", "a code"])
def visitor(request, client, new_governor):
    cast.home_page()
    if request.param != "a visitor":
        cast.sign_in(client, new_governor, {"a link": cast.LINK, "a code": cast.CODE}[request.param])
    return client


def test_no_private_answer_is_kept_or_indexed(visitor):
    """Answers and refusals alike."""
    wrong = []
    for url, address in ALL:
        for response in (visitor.get(url), visitor.post(url)) if address.route.is_private else ():
            told = response.headers.get("Referrer-Policy")
            if "no-store" not in response.headers.get("Cache-Control", ""):
                wrong.append((url, response.status_code, "may be kept"))
            if response.headers.get("X-Robots-Tag") != "noindex, nofollow" or told not in {
                "strict-origin",
                "no-referrer",
            }:
                wrong.append((url, response.status_code, "is indexed, or tells its path"))
    assert not wrong


def test_a_session_by_link_is_asked_for_a_code_and_a_visitor_to_sign_in(client, officer):
    wrong = [url for url, _address in NEEDS_CODE if leads_to(client.get(url)) != "/start/"]
    cast.sign_in(client, officer, cast.LINK)
    for url, _address in NEEDS_CODE:
        wrong += [url for response in (client.get(url), client.post(url)) if not asks_for_a_code(response)]
    assert not wrong


def test_a_session_by_code_has_to_show_a_second_factor_too(client, officer):
    cast.sign_in(client, officer, cast.CODE)
    wrong = [url for url, _address in BEHIND_SECOND_FACTOR if leads_to(client.get(url)) != reverse("mfa_index")]
    wrong += [url for url, _address in BEHIND_SECOND_FACTOR if leads_to(client.post(url)) != reverse("mfa_index")]
    assert not wrong
