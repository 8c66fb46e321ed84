"""The Board's report in a real browser: the officer's way to it, and a Board member with nothing but its link."""

import re

import pytest
from playwright.sync_api import expect

from tests.editor import choose_in_save_menu, write
from tests.walk.conftest import DESK, NARROWEST


@pytest.fixture
def link(live_site) -> str:
    return live_site.python(
        "from assurance.models import ReportLink; print(f'/board-reports/{ReportLink.objects.first().token}/')"
    ).split()[-1]


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_a_board_member_reads_it_by_its_link(visitor, link, width):
    who = visitor(width)
    who.open(link, "follow-up report")
    expect(who.page.get_by_role("heading", level=1)).to_have_text("Has every school governor been reached?")
    expect(who.page.get_by_text(re.compile(r"Not yet: \d+ of \d+ known governor seats"))).to_be_visible()
    who.page.get_by_role("link", name="Seats by state").first.click()
    assert who.page.url.endswith("#figure-seats")
    assert not who.context.cookies()


def test_an_officer_follows_a_number_to_a_persons_history(visitor):
    who = visitor(DESK)
    who.page.goto("/demo/")
    who.page.locator("form[action*='officer'] button").click()
    who.page.goto("/admin/board-actions/")
    who.page.get_by_role("link", name=re.compile("That the presentation")).click()
    expect(who.page.get_by_text(re.compile(r"have no address; 2 schools have given no list"))).to_be_visible()
    who.page.get_by_role("link", name=re.compile("Bounced: see the rows")).first.click()
    expect(who.page.get_by_text(re.compile(r"\d+ seats"))).to_be_visible()
    who.page.locator("table.listing td.title a").first.click()
    expect(who.page.get_by_text("550 5.1.1 The mailbox does not exist.").first).to_be_visible()


def test_an_officer_writes_it_and_an_approver_publishes_it(visitor):
    """Last in this file: from here on the newest report is this one."""
    who = visitor(DESK)
    who.expected.append("400")  # the editor keeps drafts by itself, and is told so of those that lack something
    who.page.goto("/demo/")
    who.press("Sign in as Nerys Sample")
    who.page.goto("/admin/board-actions/")
    who.page.get_by_role("link", name=re.compile("That the presentation")).click()
    who.press("Write a follow-up report")
    who.page.wait_for_url("**/edit/")
    editor = who.page.url
    choose_in_save_menu(who.page, "Submit to Approval")
    expect(who.page.locator(".messages")).to_contain_text("could not be saved due to validation errors")
    expect(who.page.get_by_text("This field is required.").first).to_be_attached()
    texts = who.page.locator("[contenteditable=true]")
    for number in range(texts.count()):
        if not texts.nth(number).inner_text().strip():
            write(texts.nth(number), "We know it from the partners’ notes.")
    choose_in_save_menu(who.page, "Submit to Approval")
    expect(who.page.locator(".messages")).to_contain_text("submitted for moderation")
    approver = visitor(DESK)
    approver.page.set_default_timeout(90_000)  # publishing draws every figure and makes the PDF
    approver.page.goto("/demo/")
    approver.press("Sign in as Orla Secondlook")
    approver.page.wait_for_url("**/admin/**")
    approver.page.goto(editor)
    choose_in_save_menu(approver.page, "Approve and Publish")
    approver.page.goto("/admin/board-actions/")
    approver.page.get_by_role("link", name=re.compile("That the presentation")).click()
    expect(approver.page.get_by_role("link", name=re.compile("Published report 2"))).to_be_visible()
