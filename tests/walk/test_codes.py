"""The pages of a code on a phone, in each state, with the keyboard and without scripts. The address is nobody's:
whatever somebody known sees is the same (tests/claims/test_codes.py)."""

import re

from playwright.sync_api import expect

from tests.walk.conftest import PHONE


def test_somebody_whose_code_does_not_come(visitor):
    v = visitor(PHONE)
    v.open("/start/", "the first page")
    v.page.locator("input[name=email]").fill("nobody.at.all.with.a.long.name@people.example")
    v.press("Send me a code")
    v.heading("Type your code")
    v.look("a code was asked for")
    v.sees("If we can write to nobody.at.all.with.a.long.name@people.example, a code is on its way there.")
    v.sees("We may know you by another address")

    v.tab_to("Send another code")
    v.page.keyboard.press("Enter")
    expect(v.page.get_by_role("status")).to_contain_text("You’ve now asked for 2 codes.")
    expect(v.page).to_have_title(re.compile("^Another code:"))
    v.look("another code was asked for")
    for count in (3, 4, 5):
        v.press("Send another code")
        expect(v.page.get_by_role("status")).to_contain_text(f"You’ve now asked for {count} codes.")
    v.press("Send another code")
    alert = v.page.get_by_role("alert")
    expect(alert).to_contain_text("You can ask again at")
    expect(v.page.locator(".govuk-error-summary")).to_be_focused()  # read out at once
    expect(v.page).to_have_title(re.compile("^No new code was sent:"))
    v.look("no new code was sent")

    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        v.type_code("123456")
        expect(v.page.get_by_role("alert")).to_contain_text(f"You have {left} left.")
    v.look("a wrong code")
    v.type_code("123456")
    v.heading("You need a new code")
    v.sees("A wrong code was typed 5 times.")
    v.look("the code was ended")
    v.press("Send a new code")
    expect(v.page.get_by_role("alert")).to_contain_text("You can ask again at")
    v.look("ended, and no new code")
    v.press("Use another address")
    expect(v.page.locator("input[name=email]")).to_be_visible()


def test_the_same_without_scripts(browser, live_site):
    context = browser.new_context(base_url=live_site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/start/")
    page.locator("input[name=email]").fill("nobody.without.scripts@people.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("button", name="Send another code").click()
    expect(page.get_by_role("main")).to_contain_text("You’ve now asked for 2 codes.")
    for _try in range(5):
        page.get_by_label("Code").fill("123456")
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("A wrong code was typed 5 times.")
    page.get_by_role("button", name="Send a new code").click()
    expect(page.get_by_role("main")).to_contain_text("You’ve now asked for 3 codes.")
    context.close()
