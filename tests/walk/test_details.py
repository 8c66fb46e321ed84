"""A governor's own details and passkey in a real browser, on a telephone; the officer and the directory."""

import re

import pytest
from playwright.sync_api import expect

from demo.content.personas import PERSONAS
from tests.walk.conftest import DESK, NARROWEST, PHONE

KESTREL = next(persona["email"] for persona in PERSONAS if persona["key"] == "two-schools")
PAGES = ["", "name/", "messages/", "address/", "sign-ins/", "not-me/"]


def come_in(who, address: str, path: str) -> None:
    before = who.codes_so_far(address)
    who.page.goto(f"/start/?next={path}")
    who.page.get_by_label("Your e-mail address").fill(address)
    who.press("Send me a code")
    who.type_code(who.code_from_mailbox(address, before))
    who.page.wait_for_url(f"**{path}")


@pytest.fixture
def governor(live_site):
    """A governor whom nobody else of these tests plays: their address."""
    return live_site.python(
        "from people.models import Person; "
        "rows = Person.objects.filter(appointments__role='governor', email__contains='@governors.'); "
        f"print(rows.exclude(email='{KESTREL}').order_by('-pk').first().email)"
    ).split()[-1]


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_my_details_can_be_read_by_everybody(visitor, governor, width):
    who = visitor(width)
    come_in(who, governor, "/my/details/")
    for page in PAGES:
        who.open(f"/my/details/{page}", f"my details, {page or 'all'}")
    who.page.goto("/my/details/")
    who.page.get_by_role("link", name=re.compile("I have left")).first.click()
    who.look("my details, left")
    who.page.get_by_label("Last day").fill("")
    who.press("Save my last day")
    who.look("my details, left, with an error")


def test_a_lost_phone_is_signed_out_from_another_browser(visitor, live_site):
    address = next(persona["email"] for persona in PERSONAS if persona["key"] == "new-governor")
    phone, desk = visitor(PHONE), visitor(DESK)
    for who in (phone, desk):
        come_in(who, address, "/my/details/")
    desk.press("Where you’re signed in", "link")
    desk.look("signed in in two places")
    while desk.page.get_by_role("button", name="Sign out there").count():
        desk.page.get_by_role("button", name="Sign out there").first.click()
        expect(desk.page.get_by_role("status")).to_contain_text("Signed out in 1 other place.")
    phone.page.reload()
    phone.page.wait_for_url("**/start/?next=/my/details/")


def test_a_passkey_signs_a_governor_in_and_a_code_still_does(visitor, governor):
    who = visitor(PHONE)
    come_in(who, governor, "/my/details/")
    keys = who.context.new_cdp_session(who.page)
    keys.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    who.press("Sign in faster next time", "link")
    who.look("passkeys, none yet")
    who.press("Add a key", "link")
    who.look("adding a passkey")
    who.press("Add it")
    expect(who.page.get_by_text("Your passkey is added.")).to_be_visible()
    who.look("passkeys, one")
    who.press("Sign out")
    who.page.goto("/start/?next=/my/details/address/")
    who.press("Use a passkey instead")
    who.page.wait_for_url("**/my/details/address/")
    who.heading("Use another address")  # which a link alone does not open
    who.press("Sign out")
    come_in(who, governor, "/my/details/")
    who.heading("What we hold about you")


def test_the_officer_joins_two_records_and_parts_them_again(visitor):
    who = visitor(DESK)
    who.page.goto("/demo/")
    who.page.locator("form[action*=officer] button").first.click()
    who.page.goto("/admin/duplicates/")
    who.page.get_by_role("link", name="Compare them").first.click()
    expect(who.page.get_by_role("heading", name="What joining does")).to_be_visible()
    who.page.get_by_role("button", name=re.compile("^Join them")).click()
    expect(who.page.get_by_text("They are one person now.")).to_be_visible()
    who.page.goto("/admin/joined/")
    who.page.get_by_role("link", name=re.compile("^Part again")).first.click()
    who.press("Part them again")
    expect(who.page.get_by_text("They are two records again.")).to_be_visible()


def test_an_audience_is_counted_while_it_is_ticked(visitor):
    who = visitor(DESK)
    who.page.goto("/demo/")
    who.page.locator("form[action*=officer] button").first.click()
    who.page.goto("/admin/audience/new/")
    figures = who.page.locator("#audience-counts strong").first
    everyone = figures.inner_text()
    who.page.get_by_label("Chair of governors").check()
    expect(figures).not_to_have_text(everyone)
    chairs = figures.inner_text()
    who.page.get_by_label("Grange", exact=True).check()
    expect(figures).not_to_have_text(chairs)
