"""Visitors to the demonstration with real browsers of their own."""

import re

import pytest
from playwright.sync_api import expect

from tests.servers import wait_until
from tests.sites import DemonstrationSite

PHONE, DESK, NARROWEST = 360, 1280, 320
expect.set_options(timeout=15_000)


class Visitor:
    """One browser with its own cookies. Everything that goes wrong in it is kept in `.troubles`."""

    def __init__(self, browser, site, axe, width: int):
        self.site, self.axe = site, axe
        self.context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 800},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        self.troubles: list[str] = []
        self.expected: list[str] = []
        self.looked_at: list[str] = []
        self.page = self.new_page()

    def new_page(self):
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.hear(page, said))
        page.on(
            "response",
            lambda answer: self.troubles.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )
        return page

    def hear(self, page, said):
        if said.type in ("error", "warning") and not any(words in said.text for words in self.expected):
            self.troubles.append(f"{page.url}: {said.text}")

    def look(self, name: str):
        """The page as it stands now: nothing for axe to find, nothing wider than the screen."""
        self.looked_at.append(name)
        found = self.axe(self.page)
        assert not found, f"{name} ({self.page.url}): {found}"
        self.fits(name)

    def fits(self, name: str):
        wide = self.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
               .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML)"""
        )
        assert not wide, f"{name} ({self.page.url}) is wider than the screen: {wide}"

    def open(self, path: str, name: str = ""):
        self.page.goto(path)
        if name:
            self.look(name)

    def press(self, name: str, role: str = "button"):
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def sees(self, words: str):
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def heading(self, words):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    # --- Mail ---

    def letters(self, address: str, subject: str, page=None) -> int:
        page = page or self.page
        page.goto(f"/mailbox/?to={address}")
        return page.get_by_role("link", name=subject).count()

    def wait_for_letter(self, address: str, subject):
        """The mailbox of `address`, once a letter with this subject is in it."""
        wait_until(lambda: self.letters(address, subject), f"a letter for {address}")

    def link_from_mailbox(self, address: str) -> str:
        """Open the newest briefing in the mailbox and press the button in the letter itself. Where it leads."""
        self.page.goto(f"/mailbox/?to={address}")
        self.page.get_by_role("link", name=re.compile("safeguarding briefing|ward councillors")).first.click()
        letter = self.page.frame_locator("iframe")
        expect(letter.get_by_text("Why you get this")).to_be_visible()
        letter.get_by_role("link", name="Open my briefing").click()
        self.page.wait_for_url("**/l/**")
        return self.page.url

    def code_from_mailbox(self, address: str, earlier: int = 0) -> str:
        """The newest code, once there are more than `earlier` letters with one."""
        tab = self.new_page()
        wait_until(lambda: self.letters(address, "Your code for Common Ground", tab) > earlier, f"a code for {address}")
        tab.get_by_role("link", name="Your code for Common Ground").first.click()
        (code,) = set(re.findall(r"\b\d{6}\b", tab.locator(".cg-letter__text").inner_text()))
        tab.close()
        return code

    def codes_so_far(self, address: str) -> int:
        tab = self.new_page()
        count = self.letters(address, "Your code for Common Ground", tab)
        tab.close()
        return count

    def type_code(self, code: str):
        self.page.get_by_label("Code").fill(code)
        self.press("Continue")

    # --- Keyboard ---

    def tab_to(self, words: str, presses: int = 80):
        """Go by Tab alone to the element that says `words`; it must be visible, and be seen to have the focus."""
        for _ in range(presses):
            self.page.keyboard.press("Tab")
            text, outlined = self.page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                   return [e.innerText?.trim() || e.labels?.[0]?.innerText.trim() || '',
                           s.outlineStyle !== 'none' || s.boxShadow !== 'none'] }"""
            )
            if text == words:
                assert outlined, f"{words}: nothing shows that it has the focus"
                return
        raise AssertionError(f"Tab does not lead to {words!r} on {self.page.url}")


@pytest.fixture(scope="package")
def live_site(tmp_path_factory):
    """The demonstration at `.url`, one for all walks. Worker and beat run: mail gets to its mailbox."""
    site = DemonstrationSite(tmp_path_factory.mktemp("live-site"))
    site.start()
    yield site
    site.end()


@pytest.fixture
def visitor(browser, live_site, axe):
    """`visitor(width)`: a new browser. At the end nothing may have gone wrong in any of them."""
    made = []

    def come(width: int = DESK) -> Visitor:
        made.append(Visitor(browser, live_site, axe, width))
        return made[-1]

    yield come
    troubles = [trouble for each in made for trouble in each.troubles]
    for each in made:
        each.context.close()
    assert not troubles, troubles
