"""The first pages of a new installation, made by its first officer. The tests follow one another."""

import pytest
from playwright.sync_api import expect

from tests.editor import add_block, choose_in_save_menu, write
from tests.from_nothing.conftest import Newcomer
from tests.servers import wait_until
from tests.walk.conftest import DESK, PHONE

pytestmark = pytest.mark.full

# The part of the editor that makes a slug from the title is there.
MAKES_SLUGS = """() => window.wagtail?.app?.getControllerForElementAndIdentifier(
    document.querySelector('#id_title'), 'w-sync')"""


def pk(site, model: str) -> str:
    return site.python(f"from cms.models import {model}; print({model}.objects.latest('pk').pk)").split()[-1]


def new_page(who: Newcomer, kind: str, parent: str, **fields: str) -> None:
    page = who.page
    page.goto(f"/admin/pages/add/cms/{kind}/{parent}/")
    page.wait_for_function(MAKES_SLUGS)
    for name, words in fields.items():
        page.locator(f"[name={name}]").press_sequentially(words)  # key by key: the editor makes the slug meanwhile
    page.keyboard.press("Tab")
    expect(page.locator("[name=slug]")).not_to_have_value("")


def publish(who: Newcomer) -> None:
    choose_in_save_menu(who.page, "Publish")
    expect(who.page.locator(".messages")).to_contain_text("published")


def test_the_officer_makes_a_home_page_and_a_list_of_modules(officer, empty_site):
    page = officer.page
    new_page(officer, "homepage", "1", title="Nordale", heading="Safer places", introduction="For everybody.")
    publish(officer)
    page.goto("/admin/sites/")
    page.get_by_role("link", name="localhost").click()
    page.locator("#id_root_page-chooser [data-w-dropdown-target=toggle]").click()
    page.get_by_text("Choose a different root page").click()
    page.locator(".modal-body").get_by_role("link", name="Nordale").first.click()
    expect(page.locator("#id_root_page-chooser")).to_contain_text("Nordale")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    new_page(officer, "moduleindexpage", pk(empty_site, "HomePage"), title="Learn")
    publish(officer)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_visitor_finds_them(newcomer, width):
    who = newcomer(width)
    who.open("/", "home")
    who.heading("Safer places")
    who.open("/learn/", "modules, none yet")


def test_a_module_whose_text_has_a_line_break_opens_again(officer, empty_site):
    page = officer.page
    new_page(
        officer,
        "modulepage",
        pk(empty_site, "ModuleIndexPage"),
        title="At the bus stop",
        purpose="Know what to do at a bus stop.",
        audience_label="For governors",
        content_note="It speaks of harm to children.",
    )
    text = add_block(page, "steps", "Text")
    page.locator(f"[name=steps-{text}-value-title]").fill("Who stands there")
    write(page.locator("[contenteditable=true]").last, "Children on their way home,", "and those who wait for them.")
    declaration = add_block(page, "steps", "Declaration")
    page.locator(f"[name=steps-{declaration}-value-title]").fill("Declare")
    page.locator(f"[name=steps-{declaration}-value-statement]").fill("I have read it.")
    publish(officer)
    page.goto(f"/admin/pages/{pk(empty_site, 'ModulePage')}/edit/")
    expect(page.locator("[contenteditable=true]").first).to_contain_text("and those who wait for them.")
    publish(officer)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_visitor_reads_it(newcomer, width):
    who = newcomer(width)
    who.open("/learn/at-the-bus-stop/", "a module")
    who.page.locator(".cg-way a").first.click()
    who.heading("Who stands there")
    assert who.page.locator("main br").count() == 1
    who.look("a step")


def test_an_address_that_was_given_away_leads_to_the_module_after_its_slug_has_changed(officer, newcomer, empty_site):
    visitor = newcomer(PHONE)
    visitor.open("/learn/at-the-bus-stop/")
    step = visitor.page.locator(".cg-way a").first.get_attribute("href")
    page = officer.page
    page.goto(f"/admin/pages/{pk(empty_site, 'ModulePage')}/edit/")
    page.get_by_role("tab", name="Promote").click()
    page.locator("[name=slug]").fill("bus-stops")
    publish(officer)
    for old in ("/learn/at-the-bus-stop/", step):
        visitor.open(old)
        expect(visitor.page).to_have_url(f"{empty_site.url}{old.replace('at-the-bus-stop', 'bus-stops')}")
    visitor.heading("Who stands there")


def test_a_page_with_a_date_goes_live_when_it_has_come(officer, newcomer, empty_site):
    """The clock is not waited for: what was set is moved back, and the task is asked at once."""
    page = officer.page
    new_page(officer, "standardpage", pk(empty_site, "HomePage"), title="Half term", introduction="Where to go.")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.locator("[name=go_live_at]").fill("1/12/2031 09:30")
    page.get_by_role("button", name="Save schedule").press("Enter")  # the calendar lies over it
    choose_in_save_menu(page, "Schedule to publish")
    visitor = newcomer(PHONE)
    visitor.expected.append("404")
    visitor.open("/half-term/")
    visitor.heading("We cannot find this page")
    empty_site.python(
        "from datetime import timedelta; from django.utils import timezone; from wagtail.models import Revision\n"
        "row = Revision.objects.exclude(approved_go_live_at=None).get(); past = timezone.now() - timedelta(minutes=1)\n"
        "assert row.approved_go_live_at.isoformat().startswith('2031-12-01T09:30'), row.approved_go_live_at\n"
        "row.content['go_live_at'] = past.isoformat(); row.approved_go_live_at = past\n"
        "Revision.objects.filter(pk=row.pk).update(content=row.content, approved_go_live_at=past)\n"
        "from cms.tasks import publish_scheduled; publish_scheduled.delay()"
    )
    wait_until(lambda: visitor.page.goto("/half-term/").status == 200, "the page is live")
    visitor.heading("Half term")
