"""A second officer, from the form in the admin to her own first page there, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.accounts.test_second_factor import totp_now
from tests.walk.conftest import DESK

FIRST, SECOND = "first.officer@council.example", "sina.second@council.example"


def enrol_an_app_and_enter(who, address: str) -> None:
    """By a code from the mailbox to the second step, and by an app into the admin."""
    earlier = who.codes_so_far(address)
    who.page.goto("/admin/")
    who.page.locator("[name=email]").fill(address)
    who.press("Send me a code")
    who.page.wait_for_url("**/start/code/**")
    who.type_code(who.code_from_mailbox(address, earlier))
    who.page.wait_for_url("**/account/2fa/")
    expect(who.page.get_by_role("heading", name="Passkey or security key")).to_be_visible()
    who.press("Set up an app", role="link")
    secret = who.page.locator(".cg-secret").inner_text()
    who.page.locator("[name=code]").fill(totp_now(secret))
    who.press("Finish")
    who.page.wait_for_url("**/account/2fa/recovery-codes/")  # to be printed, and no code asked for twice
    who.page.goto("/admin/")
    who.page.wait_for_url(re.compile(r"//[^/]+/admin/$"))


@pytest.fixture
def first(visitor, live_site):
    live_site.manage("createsuperuser", "--noinput", "--email", FIRST)
    who = visitor(DESK)
    enrol_an_app_and_enter(who, FIRST)
    return who


def test_a_second_officer_is_made_told_and_enters(first, visitor, live_site):
    page = first.page
    page.goto("/admin/users/")
    first.press("Add an account", role="link")
    page.get_by_label("First name").fill("Sina")
    page.get_by_label("Last name").fill("Second")
    page.get_by_label("Email address").fill(SECOND)
    expect(page.get_by_label("Active")).to_be_checked()
    first.press("Create")
    expect(page.get_by_text("Tick a group whose members can enter the admin")).to_be_visible()
    page.get_by_label("Officers").check()
    first.press("Create")
    expect(page.locator(".messages")).to_contain_text(f"We're emailing {SECOND} how to sign in.")
    expect(page.get_by_role("row", name="Sina Second")).to_contain_text("Officers")

    second = visitor(DESK)
    letter = re.compile("enter the Common Ground admin")
    second.wait_for_letter(SECOND, letter)
    second.page.get_by_role("link", name=letter).first.click()
    expect(second.page.locator(".cg-letter__text")).to_contain_text(f"Go to {live_site.url}/admin/")
    enrol_an_app_and_enter(second, SECOND)
    second.page.goto("/admin/briefings/new/")
    expect(second.page.get_by_role("heading", level=2, name="Briefing")).to_be_visible()
    second.page.goto("/admin/users/")  # the accounts of staff are for administrators
    expect(second.page).to_have_url(f"{live_site.url}/admin/")
    expect(second.page.locator(".messages")).to_contain_text("you do not have permission")
    second.page.goto("/admin/account/")
    expect(second.page.get_by_label("First name")).to_have_value("Sina")
    second.page.get_by_label("Title").fill("Dr")
    second.press("Save")
    expect(second.page.locator(".messages")).to_contain_text("changed successfully")
    expect(second.page.get_by_label("Title")).to_have_value("Dr")
