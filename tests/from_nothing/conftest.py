"""People on an installation without the demonstration: everything they see was made there, by hand.

The files follow one another, as their numbers say: each works on what the ones before have made.
"""

import email
import email.policy
import os
import re
from pathlib import Path

import pytest

from tests.conftest import Sink
from tests.servers import wait_until
from tests.sites import EmptySite
from tests.walk.conftest import DESK, Visitor

CODE = "Your code for Common Ground"


class Newcomer(Visitor):
    """A visitor whose mail arrives at a real mail server."""

    sink: Sink

    def messages_to(self, address: str) -> list[email.message.EmailMessage]:
        rows = [row for row in self.sink.messages() if row["to"] == address]
        return [email.message_from_bytes(row["raw"], policy=email.policy.default) for row in rows]

    def codes_to(self, address: str) -> list[str]:
        """All codes sent to an address so far, the newest last."""
        texts = [m.get_body(("plain",)).get_content() for m in self.messages_to(address) if m["Subject"] == CODE]
        return [re.search(r"\b\d{6}\b", text)[0] for text in texts]

    def sign_in_by_code(self, address: str, path: str) -> None:
        before = len(self.codes_to(address))
        self.page.goto(f"/start/?next={path}")
        self.page.get_by_role("textbox").first.fill(address)
        self.page.get_by_role("main").get_by_role("button").first.click()
        self.page.wait_for_url("**/start/code/**")
        codes = wait_until(lambda: self.codes_to(address)[before:], f"a code for {address}")
        self.type_code(codes[-1])
        self.page.wait_for_url(f"**{path}")

    def add_a_passkey(self) -> None:
        """From here on this browser has a passkey; the next sign-in with it opens the admin."""
        keys = self.context.new_cdp_session(self.page)
        keys.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        verified = {"isUserVerified": True, "automaticPresenceSimulation": True}
        keys.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **verified}})
        self.page.goto("/account/2fa/webauthn/add/")
        self.page.locator("[name=passwordless]").check()
        self.press("Add it")
        self.page.wait_for_url("**/account/2fa/**")

    def enter_the_admin(self, address: str) -> None:
        """As somebody who has never been here: a code, a passkey, then in with the passkey."""
        self.sign_in_by_code(address, "/my/")
        self.add_a_passkey()
        self.press("Sign out")
        self.page.goto("/admin/")
        self.press("Use a passkey instead")
        self.page.wait_for_url(re.compile(r"//[^/]+/admin/$"))


@pytest.fixture(scope="package")
def empty_site(tmp_path_factory):
    """An installation without the demonstration at `.url`: groups and a first officer, no content."""
    site = EmptySite(tmp_path_factory.mktemp("empty-site"))
    site.start()
    yield site
    site.end()


@pytest.fixture(scope="session")
def arrivals():
    return Sink(Path(os.environ["TEST_SINK_LOG"]))


@pytest.fixture
def newcomer(browser, empty_site, axe, arrivals):
    """`newcomer(width)`: a new browser. At the end nothing may have gone wrong in any of them."""
    made = []

    def come(width: int = DESK) -> Newcomer:
        made.append(Newcomer(browser, empty_site, axe, width))
        made[-1].sink = arrivals
        return made[-1]

    yield come
    troubles = [trouble for each in made for trouble in each.troubles]
    for each in made:
        each.context.close()
    assert not troubles, troubles


@pytest.fixture(scope="session")
def cookies():
    """Cookies of whoever has come in: codes are not given out without end."""
    return {}


@pytest.fixture
def officer(newcomer, empty_site, cookies) -> Newcomer:
    """The first officer, in the admin."""
    who = newcomer(DESK)
    who.expected.append("400")  # the editor keeps drafts by itself, and is told so of those that lack something
    if "officer" in cookies:
        who.context.add_cookies(cookies["officer"])
        who.page.goto("/admin/")
    else:
        who.enter_the_admin(empty_site.first_officer)
        cookies["officer"] = who.context.cookies()
    return who
