"""A clerk of five boards, a chair and an officer with a passkey, in real browsers: telephone, desk, keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from demo.content.personas import PERSONAS
from tests.servers import HERE
from tests.walk.conftest import DESK, NARROWEST, PHONE
from tests.walk.test_details import come_in

EMAIL = {persona["key"]: persona["email"] for persona in PERSONAS}
HALF_BAD = HERE / "demo" / "data" / "try" / "board-half-bad.csv"


@pytest.fixture(scope="module")
def kept():
    """Cookies of whoever has come in: codes are not given out without end."""
    return {}


def come_in_as(who, key: str, kept: dict) -> None:
    if key in kept:
        who.context.add_cookies(kept[key])
        who.page.goto("/boards/")
    else:
        come_in(who, EMAIL[key], "/boards/")
        kept[key] = who.context.cookies()


def board(who, name: str) -> None:
    who.page.goto("/boards/")
    who.press(name, "link")
    who.heading(name)


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_every_page_of_a_board(visitor, kept, width):
    """Each kind of page that a board leads to, followed by its links."""
    who = visitor(width)
    come_in_as(who, "clerk", kept)
    who.look("my boards")
    seen, waiting = {"/boards/"}, ["/boards/"]
    while waiting:
        who.page.goto(waiting.pop(0))
        links = who.page.locator("main a[href^='/boards/']").all()
        for path in [link.get_attribute("href") for link in links]:
            kind = re.sub(r"\d+", "N", path)
            if kind not in seen and "download" not in path and ".pdf" not in path:
                seen.add(kind)
                who.open(path, kind)
                waiting.append(path)
    for kind in ("meeting/?briefing=N", "add/", "import/", "register/", "seats/", "people/N/", "people/N/address/",
                 "people/N/name/", "terms/N/end/", "remind/?briefing=N"):  # fmt: skip
        assert f"/boards/N/{kind}" in seen, kind


def test_what_was_typed_wrongly_is_said_beside_the_field(visitor, kept):
    who = visitor(PHONE)
    come_in_as(who, "clerk", kept)
    board(who, "Kitehollow Primary School")
    who.press("Add somebody", "link")
    who.page.get_by_label("E-mail address").fill("no address")
    who.press("Add them")
    who.sees("There is a problem")
    who.look("adding somebody, with errors")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_half_bad_list_is_looked_over_before_anything_is_written(visitor, kept, width):
    who = visitor(width)
    come_in_as(who, "clerk", kept)
    board(who, "Kitehollow Primary School")
    who.press("Paste or upload a list", "link")
    who.page.set_input_files("input[type=file]", str(HALF_BAD))
    who.press("Look it over")
    who.page.wait_for_url("**/import/*/")
    who.sees("31")
    who.look("a half-bad list")


def test_a_clerk_adds_somebody_by_keyboard_alone(visitor, kept):
    who = visitor(DESK)
    come_in_as(who, "clerk", kept)
    who.tab_to("Kitehollow Primary School")
    who.page.keyboard.press("Enter")
    who.heading("Kitehollow Primary School")
    who.tab_to("Add somebody")
    who.page.keyboard.press("Enter")
    who.heading("Add somebody to the board")
    for label, words in (("First name", "Keyra"), ("Last name", "Boardwalk")):
        who.tab_to(label)
        who.page.keyboard.type(words)
    who.tab_to("Add them")
    who.page.keyboard.press("Enter")
    who.heading("Kitehollow Primary School")
    who.sees("Keyra Boardwalk")


def test_a_chair_sees_the_board_and_can_change_nothing(visitor, kept):
    who = visitor(PHONE)
    come_in_as(who, "chair", kept)
    who.look("a chair's boards")
    who.page.locator("main a[href^='/boards/']").first.click()
    who.page.wait_for_url(re.compile(r"/boards/\d+"))
    who.look("a chair's board")
    assert not who.page.locator("main form").count()
    assert "@" not in who.page.get_by_role("main").inner_text(), "no addresses"


def test_an_officer_enrols_a_passkey_and_enters_the_admin_with_it(visitor):
    """By a code alone the admin stays shut; a passkey in place of the code opens it."""
    who = visitor(DESK)
    come_in(who, EMAIL["approver"], "/my/details/")
    keys = who.context.new_cdp_session(who.page)
    keys.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    who.page.goto("/admin/")
    who.page.wait_for_url("**/account/2fa/")
    expect(who.page.get_by_text("That page needs a second step.")).to_be_visible()
    who.page.goto("/account/2fa/webauthn/add/")
    who.page.locator("[name=passwordless]").check()
    who.press("Add it")
    expect(who.page.get_by_text("Your passkey is added.")).to_be_visible()
    who.press("Sign out")
    who.page.goto("/admin/")
    who.press("Use a passkey instead")
    who.page.wait_for_url(re.compile(r"//[^/]+/admin/$"))
    expect(who.page.get_by_role("link", name="Directory")).to_be_visible()
