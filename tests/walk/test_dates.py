"""Dates typed in the admin, in a real browser: Tab leaves them as they are, and what is saved is what was meant."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.walk.conftest import DESK

IN_A_MONTH = date.today() + timedelta(days=40)


@pytest.fixture
def officer(visitor):
    who = visitor(DESK)
    who.page.goto("/demo/")
    who.press("Sign in as Nerys Sample")
    who.page.wait_for_url("**/admin/**")
    return who


def words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def type_and_leave(page, field: str, text: str) -> None:
    """Type as somebody does, key by key, with the picker open, and go on with Tab. The text stays as it is."""
    box = page.locator(f"[name={field}]")
    box.click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    box.press("ControlOrMeta+a")
    box.press_sequentially(text)
    box.press("Tab")
    expect(box).not_to_be_focused()
    expect(box).to_have_value(text)


def save(page, button="footer button[type=submit]") -> None:
    page.locator(button).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_deadline_of_a_briefing(officer, live_site):
    page = officer.page
    page.goto("/admin/briefings/new/")
    number = live_site.python("from cms.models import ModulePage; print(ModulePage.objects.live().first().pk)").strip()
    page.locator("[name=module]").evaluate("(field, number) => { field.value = number }", number)
    page.locator("[name=audience]").select_option(index=1)
    page.locator("[name=subject]").fill("Typed by hand")
    page.locator("[name=message]").fill("Hello.")
    for wrong, says in (("31/2/27", "There is no 31 February 2027"), ("12/31/2098", "for example 31/12/2098")):
        type_and_leave(page, "due_on", wrong)
        save(page)
        expect(page.locator("main")).to_contain_text(says)
        expect(page.locator("[name=due_on]")).to_have_value(wrong)
    type_and_leave(page, "due_on", f"{IN_A_MONTH:%a} {IN_A_MONTH.day} {IN_A_MONTH:%b}")
    save(page)
    expect(page.locator("main")).to_contain_text(f"to be done by {words(IN_A_MONTH)}")
    page.goto(page.url.replace("/inspect/", "/edit/"))
    expect(page.locator("[data-in-words-of=due_on]")).to_have_text(words(IN_A_MONTH))
    page.locator("[name=due_on]").press("0")
    expect(page.locator("[data-in-words-of=due_on]")).to_have_count(0)


def test_the_hours_of_a_session(officer, live_site):
    page = officer.page
    number = live_site.python("from workshops.models import WorkshopPage; print(WorkshopPage.objects.first().pk)")
    page.goto(f"/admin/sessions/new/?workshop={number.strip()}")
    page.locator("[name=place]").fill("The hall")
    page.locator("[name=capacity]").fill("12")
    day = f"{IN_A_MONTH.day}/{IN_A_MONTH.month}/{IN_A_MONTH:%y}"
    type_and_leave(page, "starts_at", f"{day} 9.30am")
    type_and_leave(page, "ends_at", f"{day} 12 noon")
    save(page)
    expect(page.locator("main")).to_contain_text(f"{words(IN_A_MONTH)}, 09:30 to 12:00")


def test_when_a_page_goes_live(officer, live_site):
    """Wagtail's own dialog. An officer sets the hour; it takes effect once an approver publishes."""
    officer.expected.append("status of 400")  # the editor's own saving, while the date cannot be read
    page = officer.page
    number = live_site.python(
        "from cms.models import ModuleIndexPage as I, ModulePage as M; "
        "print(I.objects.first().add_child(instance=M(title='By the clock', purpose='-', audience_label='-', "
        "minutes=1, content_note='-', live=False)).pk)"
    ).split()[-1]
    page.goto(f"/admin/pages/{number}/edit/")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    type_and_leave(page, "go_live_at", "31/2/2098 9am")
    save(page, "#schedule-publishing-dialog button[type=submit]")
    page.get_by_role("button", name="Edit schedule").click()
    expect(page.locator("#schedule-publishing-dialog")).to_contain_text("There is no 31 February 2098")
    expect(page.locator("[name=go_live_at]")).to_have_value("31/2/2098 9am")
    type_and_leave(page, "go_live_at", f"{IN_A_MONTH.day} {IN_A_MONTH:%B} 9.30am")
    save(page, "#schedule-publishing-dialog button[type=submit]")
    expect(page.locator("[name=go_live_at]")).to_have_value(f"{IN_A_MONTH:%d/%m/%Y} 09:30")
    expect(page.get_by_text(f"{IN_A_MONTH.day} {IN_A_MONTH:%b} {IN_A_MONTH.year}, 9:30").first).to_be_visible()
