"""Every page type renders, cheaply and under a strict policy; an unpublished word is shown to nobody."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.models import ModuleIndexPage, ModulePage, PartnershipSettings, StandardPage, SupportContact, SupportPage
from cms.models.pages import KEY_LENGTH
from learning.operations import issue_briefing
from tests import cast
from tests.cast import NOW

EXAMPLE = {
    "title": "A park",
    "scenario": "<p>The lamps are out.</p>",
    "first": "<p>The children come first.</p>",
    "parts": [{"plain": "Change the place", "term": "Target", "text": "<p>Mend the lamps.</p>"}],
    "closing": "<p>It worked.</p>",
}
ACTIONS = {
    "title": "What you can do",
    "introduction": "<p>You can help.</p>",
    "actions": [{"heading": "Ask", "text": "<p>Ask the head.</p>"}],
    "closing": "",
}
MOST_QUERIES = 13  # the session is one: it lies in the database, so that pages answer without Redis


@pytest.fixture
def module(db):
    """A module with a step of every kind."""
    page = cast.module(reviewed_on=date(2026, 11, 1))
    page.steps.insert(2, ("example", EXAMPLE))
    page.steps.insert(3, ("actions", ACTIONS))
    page.save_revision().publish()
    return ModulePage.objects.get(pk=page.pk)


@pytest.fixture
def site(module):
    """A page of each type. Returns {type: (address, words on it)}."""
    home = cast.home_page()
    SupportContact.objects.create(name="iCART", purpose="Worried", phone="0151 907 8305", for_help=True)
    plain = StandardPage(
        title="Privacy",
        slug="privacy",
        introduction="What we keep.",
        body=[
            ("text", "<p>Little.</p>"),
            ("notice", {"text": "<p>Mind this.</p>"}),
        ],
    )
    support = SupportPage(title="Worried about a child?", slug="worried", audience="worried", show_exit=True)
    for page in (plain, support):
        home.add_child(instance=page)
    home.main_module = module
    home.parts_heading = "Four parts"
    home.parts = [("part", {"plain": "Change the place", "term": "Target", "text": "Lamps."})]
    home.doors = [
        (
            "door",
            {"heading": "Governors", "text": "For you", "page": plain, "address": "", "note": "Soon", "colour": "moss"},
        )
    ]
    home.save_revision().publish()
    own = PartnershipSettings.for_site(Site.objects.get(is_default_site=True))
    own.worried_page, own.privacy_page, own.modules_page = support, plain, ModuleIndexPage.objects.get()
    own.save()
    found = {
        "home": ("/", "Start the briefing"),
        "index": ("/learn/", "Contextual safeguarding"),
        "standard": ("/privacy/", "Mind this."),
        "support": ("/worried/", "0151 907 8305"),
        "module": (module.get_url(), "6 steps"),
    }
    words = {
        "video": "Transcript",
        "text": "Places matter.",
        "check": "Question 1 of 2",
        "example": "Mend the lamps.",
        "actions": "Ask the head.",
        "declaration": "You are not signed in",
    }
    return found | {step.kind: (step.url, words[step.kind]) for step in module.step_list}


KINDS = [
    "home",
    "index",
    "standard",
    "support",
    "module",
    "video",
    "text",
    "check",
    "example",
    "actions",
    "declaration",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind(client, site, kind):
    url, words = site[kind]
    response = client.get(url)
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert html.count("<h1") == 1
    assert '<html lang="en-GB"' in html
    assert "Worried about a child?" in html


@pytest.mark.parametrize("kind", [*KINDS, "lost"])
def test_a_strict_policy_on_every_public_page(client, site, kind):
    response = client.get(site[kind][0] if kind != "lost" else "/nowhere/")
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_on_a_page_needs_more_than_the_policy_allows(client, site, kind):
    html = client.get(site[kind][0]).content.decode()
    for forbidden in (" style=", "<style", "onclick=", "onload=", "javascript:"):
        assert forbidden not in html
    for script in html.split("<script")[1:]:
        assert "src=" in script.partition(">")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_reading_sets_no_session(client, site, kind):
    assert "sessionid" not in client.get(site[kind][0]).cookies


# --- What it costs --------------------------------------------------------------------------------


@pytest.fixture
def gwen(client, module, two_schools):
    issue_briefing(briefing=cast.briefing(module, cast.all_governors()), by=None, now=NOW)
    cast.sign_in(client, two_schools)
    return client


def queries(client, url) -> int:
    client.get(url)  # the partnership's names and the site are kept for a minute
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "kind", ["home", "index", "module", "video", "text", "check", "example", "actions", "declaration"]
)
def test_a_page_is_cheap_for_an_enrolled_reader(gwen, site, kind):
    assert queries(gwen, site[kind][0]) <= MOST_QUERIES


@pytest.mark.parametrize("kind", ["module", "text", "check", "declaration"])
def test_more_steps_do_not_make_a_page_dearer(gwen, module, site, kind):
    before = queries(gwen, site[kind][0])
    for n in range(20):
        module.steps.insert(0, ("text", {"title": f"More {n}", "body": "<p>More.</p>"}))
    module.save_revision().publish()
    assert queries(gwen, site[kind][0]) == before


# --- Steps and their addresses --------------------------------------------------------------------


def test_each_step_has_an_address_of_its_own(module):
    keys = [step.key for step in module.step_list]
    assert len(set(keys)) == 6
    assert all(len(key) == KEY_LENGTH for key in keys)
    assert [step.number for step in module.step_list] == list(range(1, 7))
    assert module.step(keys[2]).url == f"{module.get_url()}{keys[2]}/"
    assert module.step("nothing") is None


def test_a_step_keeps_its_address_when_others_move(module):
    before = {step.title: step.url for step in module.step_list}
    *others, declaration = module.steps.raw_data
    module.steps = json.dumps([*reversed(others), declaration])
    module.save_revision().publish()
    after = {step.title: step.url for step in ModulePage.objects.get(pk=module.pk).step_list}
    assert after == before


def test_a_step_that_was_taken_out_leads_to_the_overview(client, module):
    response = client.get(f"{module.get_url()}0badc0de/")
    assert response.status_code == 302
    assert response.url == module.get_url()


@pytest.mark.parametrize("key", ["x", "far-too-long-for-a-step", "%07", "../admin"])
def test_what_never_was_a_step_is_not_found(client, module, key):
    assert client.get(f"{module.get_url()}{key}/").status_code == 404


def test_a_draft_is_shown_to_nobody(client, module):
    urls = [module.get_url(), *(step.url for step in module.step_list)]
    module.unpublish()
    assert {client.get(url).status_code for url in urls} == {404}
    assert module.title not in client.get("/learn/").content.decode()


def test_a_change_that_is_not_published_is_not_shown(client, module):
    module.title = "Something new"
    module.save_revision()
    assert "Something new" not in client.get(module.get_url()).content.decode()


def test_every_preview_renders(module, officer):
    request = RequestFactory().get("/", HTTP_HOST="localhost")
    request.user = officer
    assert len(module.preview_modes) == 7
    for mode, _label in module.preview_modes:
        response = module.make_preview_request(request, mode)
        assert response.status_code == 200


@pytest.mark.parametrize("path", ["/nowhere/", "/learn/nothing/", "/l/", "/my/certificates/"])
def test_a_page_that_is_not_there_says_so_kindly(client, site, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "We cannot find this page" in response.content.decode()
