"""The workshop's walk in a real browser: a sergeant books for colleagues, gives a place away; the officer; the door."""

import re

import pytest
from playwright.sync_api import expect

from tests.servers import wait_until

LEAD = "petroc.mockford@mockshire-police.example"


def in_by_letter(page, site, to: str) -> None:
    """Open the newest letter to `to`, press its button, and the one button behind it."""

    def has_come() -> bool:
        page.goto(f"{site.url}/mailbox/?to={to}")
        return page.locator(".cg-letters a").count() > 0

    wait_until(has_come, f"a letter to {to}", 60)
    press(page, page.locator(".cg-letters a").first)
    expect(page.locator(".cg-letter__text")).to_contain_text("/l/")
    page.goto(site.url + re.search(r"/l/[\w-]+/", page.content())[0])
    press(page, page.get_by_role("button", name="Open my page"))


def press(page, locator) -> None:
    """Click it, and wait for the page that comes."""
    with page.expect_navigation():
        locator.click()


def look(page, axe, *, widths=(360, 1280)) -> None:
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page) == []


@pytest.fixture(scope="module")
def bookings(live_site):
    """The address of the January workshop's page of one's own."""
    number = live_site.python(
        "from workshops.models import WorkshopPage; print(WorkshopPage.objects.get(slug='january-workshop').pk)"
    )
    return f"{live_site.url}/bookings/{number.strip()}/"


def test_a_sergeant_books_for_himself_and_three_colleagues_by_keyboard(live_site, page, axe, bookings):
    page.goto(f"{live_site.url}/workshops/january-workshop/")
    look(page, axe)
    in_by_letter(page, live_site, LEAD)
    expect(page).to_have_url(bookings)
    look(page, axe)
    page.get_by_role("button", name="Book my place").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a session.")
    look(page, axe)
    page.locator("input[name=session]").first.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Book my place").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('You have a place')")
    look(page, axe)
    press(page, page.get_by_role("link", name="Book for colleagues"))
    look(page, axe)
    for number, given in enumerate(("Ana", "Bea", "Cal")):
        page.fill(f"#id_colleagues-{number}-given_name", given)
        page.fill(f"#id_colleagues-{number}-family_name", "O’Mock, Jr.")
        page.fill(f"#id_colleagues-{number}-email", f"{given.lower()}@mockshire-police.example")
    press(page, page.get_by_role("button", name="Book for them"))
    expect(page.locator(".cg-messages .cg-notice")).to_have_count(3)
    look(page, axe)


def test_he_says_what_he_needs_and_gives_his_place_away(live_site, page, axe, bookings):
    in_by_letter(page, live_site, LEAD)
    expect(page).to_have_url(bookings)
    if page.get_by_role("button", name="Book my place").count():  # the test above ran at another site, or not at all
        page.locator("input[name=session]").last.check()
        press(page, page.get_by_role("button", name="Book my place"))
    press(page, page.get_by_role("link", name="Say what I need"))
    look(page, axe)
    page.get_by_label("Hearing loop").check()
    press(page, page.get_by_role("button", name="Keep this"))
    press(page, page.get_by_role("link", name="Give my place to a colleague"))
    look(page, axe)
    page.get_by_label("First name").fill("Nia")
    page.get_by_label("Last name").fill("Standin")
    page.get_by_label("Work e-mail").fill("nia.standin@mockshire-police.example")
    press(page, page.get_by_role("button", name="Give them my place"))
    expect(page.locator("main")).to_contain_text("You gave your place to a colleague")
    in_by_letter(page.context.browser.new_context().new_page(), live_site, "nia.standin@mockshire-police.example")


def test_the_officer_sees_it_and_the_door_lets_in(live_site, page, axe, bookings):
    page.goto(f"{live_site.url}/demo/")
    press(page, page.get_by_role("button", name="Sign in as Nerys Sample"))
    page.goto(f"{live_site.url}/admin/sessions/")
    press(page, page.get_by_role("link", name=re.compile("January")).first)
    expect(page.locator("main")).to_contain_text("By kind of organisation")
    session = re.search(r"/(\d+)/$", page.url)[1]
    for address in ("invite", "remind", "cancel", "caterer", "needs"):
        assert page.goto(f"{live_site.url}/admin/sessions/{session}/{address}/").status == 200
    live_site.python(
        "from datetime import timedelta; from django.utils import timezone\n"
        "from workshops.models import WorkshopSession\n"
        f"row = WorkshopSession.objects.get(pk={session}); now = timezone.now()\n"
        "WorkshopSession.objects.filter(pk=row.pk).update(starts_at=now, ends_at=now + timedelta(hours=3))"
    )
    page.goto(f"{live_site.url}/door/{session}/")
    look(page, axe)
    press(page, page.locator(".cg-entrance__list button").first)
    expect(page.locator(".cg-messages")).to_contain_text(" is in.")
    look(page, axe, widths=(360,))
    press(page, page.get_by_role("button", name=re.compile("take it back")))
    press(page, page.get_by_role("link", name="Somebody without a booking"))
    look(page, axe, widths=(360,))
