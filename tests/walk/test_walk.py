"""The walk from the officer's desk to the governor's certificate, in a real browser, on a telephone and on a desk."""

import json
import re

import pytest
from playwright.sync_api import expect

from demo.content.personas import PERSONAS
from starter.content.governors import MODULE
from tests.conftest import WCAG
from tests.servers import wait_until
from tests.walk.conftest import DESK, NARROWEST, PHONE

EMAIL = {persona["key"]: persona["email"] for persona in PERSONAS}
NAME = {persona["key"]: persona["name"] for persona in PERSONAS}
OVERVIEW = "/learn/contextual-safeguarding/"
TITLES = [value["title"] for _kind, value in MODULE["steps"]]
FILM, CHECK, DECLARATION = 1, 7, 8
QUESTIONS = MODULE["steps"][CHECK][1]["questions"]
STATEMENT = MODULE["steps"][DECLARATION][1]["statement"]
CONTINUE = "Continue"


def link_of_somebody(site) -> str:
    """The link of a governor whom nobody else of these tests plays and whose link nobody has pressed."""
    return (
        site.python(
            "from distribution.models import Delivery; "
            "rows = Delivery.objects.filter(mailing__briefing__audience__name='All school governors', binding=None); "
            "rows = rows.filter(person__enrolments__started_at=None, person__enrolments__completion=None); "
            f"print('/l/' + rows.exclude(address__in={sorted(EMAIL.values())!r}).latest('pk').link_token + '/')"
        )
        .strip()
        .splitlines()[-1]
    )


def step_urls(page) -> list[str]:
    page.goto(OVERVIEW)
    return [a.get_attribute("href") for a in page.locator(".cg-way a").all()]


def answer(page, *, right: bool) -> None:
    """Choose all right answers, or for the first question a wrong one."""
    for number, question in enumerate(QUESTIONS):
        for place, choice in enumerate(question["choices"]):
            box = page.locator(f"#question-{number}-{place + 1}")
            wanted = choice["correct"] if right or number else not choice["correct"]
            if box.get_attribute("type") == "radio":
                if wanted:
                    box.check()
            else:
                box.set_checked(wanted)


def play_until(page, seconds: float) -> None:
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; return v.play() }")
    page.wait_for_function("seconds => document.querySelector('video').currentTime > seconds", arg=seconds)


# --- A governor -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "who"), [(PHONE, "two-schools"), (DESK, "new-governor")])
def test_from_the_mail_to_the_certificate(visitor, width, who):
    v = visitor(width)
    page = v.page

    v.link_from_mailbox(EMAIL[who])
    v.look("the link's page")
    v.heading(MODULE["title"])
    v.press("Open my briefing")
    page.wait_for_url(f"**{OVERVIEW}")
    v.look("overview, not begun")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    v.press("Start", "link")
    v.heading(TITLES[0])
    v.look("text")
    v.press(CONTINUE)

    v.heading(TITLES[FILM])
    v.look("film, not begun")
    watch_a_little_leave_and_come_back(v)
    v.press("I have read the whole transcript")

    for title in TITLES[FILM + 1 : CHECK]:
        v.heading(title)
        v.look(title)
        v.press(CONTINUE)

    v.heading(TITLES[CHECK])
    take_the_check(v)
    v.press(CONTINUE, "link")

    v.heading(TITLES[DECLARATION])
    v.look("declaration")
    v.press("Confirm and finish")
    expect(page.get_by_role("alert")).to_contain_text("Tick the box to confirm")
    v.look("declaration without the tick")
    page.get_by_label(STATEMENT).check()
    v.press("Confirm and finish")

    page.wait_for_url("**/my/certificates/**")
    v.heading(NAME[who])
    v.look("certificate")
    with page.expect_download() as download:
        page.evaluate("() => { const a = document.querySelector('a[href$=\".pdf\"]'); a.download = ''; a.click() }")
    assert download.value.suggested_filename.startswith("certificate")
    code = page.locator(".cg-certificate__code").inner_text().split()[-1]

    v.open("/my/", "my briefings, done")
    v.sees("You completed it on")
    v.open(OVERVIEW, "overview, done")
    v.sees("You have completed this briefing.")

    stranger = visitor(width)
    stranger.open("/check/", "check a certificate")
    stranger.page.get_by_label("Code on the certificate").fill(code.lower().replace("-", " "))
    stranger.press("Check")
    stranger.sees("This certificate is genuine")
    stranger.sees(NAME[who])
    stranger.look("a genuine certificate")
    assert EMAIL[who] not in stranger.page.content()


def watch_a_little_leave_and_come_back(v):
    page = v.page
    film_url = page.url
    expect(page.get_by_role("link", name=CONTINUE)).to_have_attribute("aria-disabled", "true")
    play_until(page, 4)
    expect(page.locator(".cg-cue[aria-current]")).to_have_count(1)
    page.get_by_role("link", name=CONTINUE).click(force=True)  # it is not ready, and says so to those who press it
    expect(page.locator("[data-announce]").first).to_contain_text("Opens when you have seen the film")
    assert page.url == film_url
    stopped = page.evaluate("() => { const v = document.querySelector('video'); v.pause(); return v.currentTime }")
    page.goto(OVERVIEW)

    def remembered():
        page.goto(film_url)
        return float(page.locator(".cg-film").get_attribute("data-position")) > 3

    wait_until(remembered, "the second at which the film was left")
    page.wait_for_function("() => document.querySelector('video').currentTime > 3")
    resumed = page.evaluate("() => document.querySelector('video').currentTime")
    assert abs(resumed - stopped) < 0.5, f"left at {stopped}, resumed at {resumed}"
    expect(page.locator("[data-film-note]")).to_contain_text("The film starts where you stopped, at 0:0")
    v.look("film, half seen")


def take_the_check(v):
    page = v.page
    v.look("check, not tried")
    v.press("Check my answers")
    expect(page.get_by_role("alert")).to_contain_text("Question 1: choose an answer")
    v.look("check, nothing chosen")
    answer(page, right=False)
    v.press("Check my answers")
    expect(page.get_by_role("alert")).to_contain_text("Not quite yet")
    v.look("check, wrong")
    right = next(choice for choice in QUESTIONS[0]["choices"] if choice["correct"])
    assert right["explanation"] not in page.content()
    assert any(c["explanation"] in page.inner_text("main") for c in QUESTIONS[0]["choices"] if not c["correct"])
    answer(page, right=True)
    v.press("Check my answers again")
    v.sees("All correct")
    v.look("check, right")


def test_a_second_browser_is_asked_for_a_code(visitor):
    who = EMAIL["chair"]
    first, second = visitor(), visitor(PHONE)
    link = first.link_from_mailbox(who)
    first.press("Open my briefing")
    first.page.wait_for_url(f"**{OVERVIEW}")

    second.page.goto(link)
    second.heading("One more step")
    second.look("the link in a second browser")
    assert who not in second.page.content()
    earlier = second.codes_so_far(who)
    second.press("Send me a code")
    second.heading("Type your code")
    second.look("type the code")
    second.type_code("000000")
    expect(second.page.get_by_role("alert")).to_contain_text("That code is not right")
    second.look("a wrong code")
    second.type_code(second.code_from_mailbox(who, earlier))
    second.page.wait_for_url(f"**{OVERVIEW}")
    expect(second.page.get_by_role("button", name="Sign out")).to_be_visible()

    first.open("/my/", "my briefings, not begun")
    first.sees(NAME["chair"])


def test_a_lost_mail_is_no_hindrance(visitor):
    who = EMAIL["clerk"]
    v = visitor(PHONE)
    v.open("/", "home")
    v.page.get_by_role("main").get_by_role("link", name="I was sent an e-mail").click()
    v.heading("Get a code by email")
    v.look("ask for a code")
    v.press("Send me a code")
    expect(v.page.get_by_role("alert")).to_contain_text("Enter your e-mail address.")
    v.look("ask for a code without an address")
    earlier = v.codes_so_far(who)
    v.page.get_by_label("Your e-mail address").fill(f"  {who.upper()} ")
    v.press("Send me a code")
    v.heading("Type your code")
    v.type_code(v.code_from_mailbox(who, earlier))
    v.page.wait_for_url("**/my/")
    v.look("my briefings, none")
    v.press("Sign out")
    expect(v.page.get_by_role("link", name="I was sent an e-mail").first).to_be_visible()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(visitor):
    v = visitor()
    v.open("/start/")
    v.page.get_by_label("Your e-mail address").fill("nobody.at.all@governors.example")
    v.press("Send me a code")
    v.heading("Type your code")
    v.sees("If we can write to")
    assert v.codes_so_far("nobody.at.all") == 0


@pytest.mark.parametrize("path", ["/l/1-AAAAAAAAAAAAAAAAAAAA/", "/l/x/"])
def test_a_link_that_was_tampered_with(visitor, path):
    v = visitor(PHONE)
    v.expected.append("404")
    v.open(path, "a link that does not work")
    v.heading("This link does not work")
    v.press("Send me a code", "link")
    v.heading("Get a code by email")


def test_a_link_that_has_run_out(visitor, live_site):
    path = (
        live_site.python(
            "from datetime import timedelta; from django.utils import timezone; "
            "from distribution.emails import Message, Recipient; "
            "from distribution.operations import queue_mailing; from learning.emails import BRIEFING; "
            "from people.models import Person; "
            f"person = Person.objects.get(email={EMAIL['two-schools']!r}); "
            "message = Message(type=BRIEFING, subject='Old', text='', recipients=[Recipient(person)]); "
            "mailing = queue_mailing(message=message, "
            "now=timezone.now() - timedelta(days=61)); print('/l/' + mailing.deliveries.get().link_token + '/')"
        )
        .strip()
        .splitlines()[-1]
    )
    v = visitor(PHONE)
    v.open(path, "a link that has run out")
    v.heading("This link has run out")
    v.press("Send me a code")
    v.heading("Type your code")


# --- The officer ----------------------------------------------------------------------------------


def test_the_officer_sends_the_councillors_briefing_and_watches_it_go(visitor, live_site):
    v = visitor()
    page = v.page
    v.open("/demo/", "look around")
    v.press(f"Sign in as {NAME['officer']}")
    page.wait_for_url("**/admin/")
    expect(page.get_by_role("heading", name="Briefings").first).to_be_visible()
    page.goto("/admin/briefings/")
    row = page.get_by_role("row").filter(has_text="Ward councillors")
    row.get_by_role("link").first.click()
    expect(page.get_by_text("will get the e-mail")).to_be_visible()
    planned = int(page.locator(".cg-figures p").filter(has_text="will get the e-mail").locator("strong").inner_text())
    officers_page_is_accessible(v, "a draft")

    page.get_by_role("link", name="See the e-mail").click()
    expect(page.frame_locator("iframe.cg-mail").get_by_text("Why you get this")).to_be_visible()
    officers_page_is_accessible(v, "preview")
    # By key: a click just after scrolling goes astray into the letter's frame, which is a process of its own.
    page.get_by_role("link", name="Back to the briefing").press("Enter")

    page.get_by_role("link", name="Send it…").click()
    expect(page.get_by_role("button", name=f"Send {planned} e-mails")).to_be_visible()
    officers_page_is_accessible(v, "send")
    page.get_by_role("button", name=f"Send {planned} e-mails").click()
    expect(page.locator("#states")).to_contain_text("All done", timeout=60_000)  # it changes by itself
    officers_page_is_accessible(v, "sent")

    rows = json.loads(
        live_site.python(
            "import json; from learning.models import Briefing; "
            "b = Briefing.objects.get(audience__name='Ward councillors'); "
            "from distribution.queries import state_counts; "
            "print(json.dumps({'asked': b.enrolments.count(), 'states': state_counts(b.mailing)}))"
        )
        .strip()
        .splitlines()[-1]
    )
    assert rows["states"] == {"sent": planned}
    expect(page.locator(".cg-states tr").filter(has_text="In all").locator("td")).to_have_text(str(planned))
    expect(page.locator(".cg-figures p").filter(has_text="people were asked").locator("strong")).to_have_text(
        str(rows["asked"])
    )

    page.get_by_label("Name, address or school").fill(NAME["councillor"].split()[-1])
    page.get_by_role("button", name="Find").click()
    page.get_by_role("table").last.get_by_role("link").first.click()
    expect(page.get_by_text("Being handed over")).to_be_visible()
    officers_page_is_accessible(v, "person")

    councillor = visitor(PHONE)
    councillor.link_from_mailbox(EMAIL["councillor"])
    councillor.press("Open my briefing")
    councillor.page.wait_for_url("**/learn/ward-councillors/")


def officers_page_is_accessible(v, name):
    """What we made of the page. The frame around it is Wagtail's own."""
    found = v.axe(v.page, "main", WCAG)
    assert not found, f"{name}: {found}"


# --- By keyboard alone ----------------------------------------------------------------------------


def test_by_keyboard_alone(visitor, live_site):
    v = visitor()
    page = v.page
    page.goto(link_of_somebody(live_site))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    v.tab_to("Open my briefing")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{OVERVIEW}")
    v.tab_to("Start")
    page.keyboard.press("Enter")
    v.heading(TITLES[0])
    v.tab_to(CONTINUE)
    page.keyboard.press("Enter")

    v.heading(TITLES[FILM])
    v.tab_to(CONTINUE)  # not ready: it says why and stays
    page.keyboard.press("Enter")
    expect(page.locator("[data-announce]").first).to_contain_text("Opens when you have seen the film")
    page.goto(page.url)
    v.tab_to("I have read the whole transcript")
    page.keyboard.press("Enter")

    v.heading(TITLES[FILM + 1])
    urls = step_urls(page)
    assert urls
    page.goto(urls[0])
    v.tab_to(CONTINUE)
    page.keyboard.press("Enter")
    v.heading(TITLES[FILM])
    v.tab_to(CONTINUE)
    page.keyboard.press("Enter")
    v.heading(TITLES[FILM + 1])


# --- Every page, for anybody ----------------------------------------------------------------------

PUBLIC = [
    "/",
    "/worried/",
    "/help/",
    "/missing-from-school/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
    "/learn/",
    OVERVIEW,
    "/learn/ward-councillors/",
    "/start/",
    "/check/",
    "/check/?code=x",
    "/mailbox/",
    "/mailbox/?to=nobody",
    "/demo/",
]


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_every_public_page(visitor, width):
    v = visitor(width)
    for path in PUBLIC:
        v.open(path, path)
    for url in step_urls(v.page):
        v.open(url, url)
    v.open("/mailbox/")
    v.page.locator(".cg-letters a").first.click()
    v.look("a letter")


@pytest.mark.parametrize("width", [NARROWEST, DESK])
def test_every_page_that_says_no(visitor, width):
    v = visitor(width)
    v.expected.append("404")
    for path in ("/nowhere/", "/check/K7QF2MRD/", "/l/1-wrong/"):
        v.open(path, path)


def test_every_page_at_200_per_cent(visitor):
    """A screen of 1280 at 200% is one of 640."""
    v = visitor(640)
    for path in (*PUBLIC, *step_urls(v.page)):
        v.open(path)
        v.fits(path)


def test_without_javascript_the_film_can_be_read_and_the_check_tried(browser, live_site):
    context = browser.new_context(
        base_url=live_site.url, java_script_enabled=False, viewport={"width": PHONE, "height": 800}
    )
    page = context.new_page()
    page.goto(link_of_somebody(live_site))
    page.get_by_role("button", name="Open my briefing").click()
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_role("button", name=CONTINUE).click()
    expect(page.get_by_text("Transcript").first).to_be_visible()
    page.get_by_role("button", name="I have read the whole transcript").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[FILM + 1])
    context.close()


def test_a_link_may_be_looked_at_by_a_scanner_and_still_works(visitor, live_site):
    """Mail scanners open links, also with HEAD. Only the button binds a browser."""
    path = link_of_somebody(live_site)
    scanner, reader = visitor(), visitor(PHONE)
    for method in ("HEAD", "GET", "GET"):
        assert scanner.context.request.fetch(path, method=method).status == 200
    reader.open(path)
    reader.press("Open my briefing")
    reader.page.wait_for_url(f"**{OVERVIEW}")


def test_the_exit_leaves_at_once(visitor):
    v = visitor(PHONE)
    v.context.route(
        re.compile("bbc.co.uk"), lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html")
    )
    v.open("/worried/")
    v.page.get_by_role("button", name="Exit this page").click()
    v.page.wait_for_url("https://www.bbc.co.uk/weather")
