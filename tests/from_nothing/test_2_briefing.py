"""A briefing on a new installation: school, people and audience typed in, sent by email, done on a phone.

After tests.from_nothing.test_1_pages.py, whose module it is about.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.from_nothing.conftest import Newcomer
from tests.from_nothing.test_1_pages import pk, publish
from tests.servers import wait_until
from tests.walk.conftest import PHONE

pytestmark = pytest.mark.full

SUBJECT = "Ten minutes for safer bus stops"


def save(who: Newcomer, button: str = "Create") -> None:
    with who.page.expect_navigation():
        who.page.get_by_role("button", name=button, exact=True).click()
    expect(who.page.locator(".messages")).not_to_contain_text("error")


def link_in_the_letter(who: Newcomer, address: str) -> str:
    letters = wait_until(lambda: [m for m in who.messages_to(address) if m["Subject"] == SUBJECT], "the briefing")
    return re.search(r"http\S+/l/[\w-]+/", letters[-1].get_body(("plain",)).get_content())[0]


def test_an_officer_types_in_a_school_its_governors_and_an_audience(officer):
    page = officer.page
    page.goto("/admin/organisation/new/")
    page.locator("[name=name]").fill("Nordale Primary School")
    page.locator("[name=kind]").select_option(label="Maintained school")
    save(officer)
    for given, family in (("Gita", "Firstgovernor"), ("Tom", "Slowgovernor")):
        page.goto("/admin/appointment/new/")
        page.locator("[name=organisation]").fill("Nordale Primary School")
        page.locator("[name=role]").select_option(label="Governor")
        page.locator("[name=given_name]").fill(given)
        page.locator("[name=family_name]").fill(family)
        page.locator("[name=address]").fill(f"{given}.{family}@nordale.example".lower())
        save(officer)
    page.goto("/admin/audience/new/")
    page.locator("[name=name]").fill("All governors of Nordale")
    page.get_by_label("Governor", exact=True).check()
    save(officer)


def test_an_officer_sends_a_briefing_with_a_date_as_people_type_it(officer):
    page = officer.page
    page.goto("/admin/briefings/new/")
    page.locator("#id_module-chooser [data-chooser-action-choose]").click()
    page.locator(".modal-body [name=q]").fill("bus stop")
    page.locator(".modal-body").get_by_role("link", name="At the bus stop").first.click()
    expect(page.locator("#id_module-chooser")).to_contain_text("At the bus stop")
    page.locator("[name=audience]").select_option(label="All governors of Nordale")
    page.locator("[name=due_on]").fill("Wed 1 Dec 2027")
    page.keyboard.press("Tab")
    expect(page.locator("[name=due_on]")).to_have_value("Wed 1 Dec 2027")
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("[name=message]").fill("We ask every governor to do this.")
    save(officer)
    expect(page.get_by_text("to be done by Wednesday 1 December 2027")).to_be_visible()
    page.get_by_role("link", name="Send it…").click()
    page.get_by_role("button", name=re.compile("^Send 2 ")).click()
    expect(page.locator("#states")).to_contain_text("All done", timeout=60_000)
    officer.fits("a briefing that was sent")


def test_a_governor_does_it_on_a_phone_and_has_a_certificate(newcomer):
    who = newcomer(PHONE)
    page = who.page
    page.goto(link_in_the_letter(who, "gita.firstgovernor@nordale.example"))
    who.look("the link's page")
    who.press("Open my briefing")
    who.heading("At the bus stop")
    who.press("Start", "link")
    who.press("Continue")
    who.heading("Declare")
    page.get_by_label("I have read it.").check()
    who.press("Confirm and finish")
    page.wait_for_url("**/my/certificates/**")
    who.heading("Gita Firstgovernor")
    who.look("certificate")


def test_whoever_follows_their_link_while_the_module_is_unpublished_is_told_so(officer, newcomer, empty_site):
    page = officer.page
    module = pk(empty_site, "ModulePage")
    page.goto(f"/admin/pages/{module}/unpublish/")
    expect(page.get_by_text("2 people")).to_be_visible()
    officer.fits("unpublishing")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("unpublish", re.IGNORECASE)).first.click()
    who = newcomer(PHONE)
    who.page.goto(link_in_the_letter(who, "tom.slowgovernor@nordale.example"))
    who.press("Open my briefing")
    who.heading("This briefing is being updated")
    who.look("a briefing that is being updated")
    page.goto(f"/admin/pages/{module}/edit/")
    publish(officer)
    who.page.reload()
    who.heading("At the bus stop")
