"""The walk of a film: an officer uploads it; a teacher finds one, prepares, shows it without a network, logs it."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from demo.content.personas import PERSONAS
from tests import films
from tests.walk.conftest import DESK, PHONE

EMAIL = {persona["key"]: persona["email"] for persona in PERSONAS}


def sign_in(v, address: str, path: str) -> None:
    before = v.codes_so_far(address)
    v.open(f"/start/?next={path}")
    v.page.get_by_label("e-mail address").fill(address)
    v.page.get_by_role("main").get_by_role("button").first.click()
    v.page.wait_for_url("**/start/code/**")
    v.type_code(v.code_from_mailbox(address, before))
    v.page.wait_for_url(f"**{path}")


def test_an_officer_uploads_a_film_and_sees_it_become_ready(visitor, tmp_path):
    v = visitor(DESK)
    page = v.page
    v.expected = ["422"]
    v.open("/demo/")
    v.press("Sign in as Nerys Sample")
    page.wait_for_url("**/admin/**")
    text = tmp_path / "text.mp4"
    text.write_text("No film at all.\n" * 500)
    v.open("/admin/snippets/cms/film/add/")
    page.locator("#id_title").fill("A film of the walk")
    page.locator("[name=film_main]").set_input_files(text)
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".cg-sending")).to_contain_text("This is not a film that we know")
    film = tmp_path / "film.mkv"
    film.write_bytes(films.drawn("mkv"))
    page.locator("[name=film_main]").set_input_files(film)
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url("**/edit/**")
    expect(page.locator("#film-uploads")).to_contain_text("Film: ready", timeout=90_000)
    expect(page.locator("#film-uploads")).to_contain_text("The film has no captions")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_teacher_finds_prepares_shows_and_logs(visitor, width):
    v = visitor(width)
    page = v.page
    sign_in(v, EMAIL["teacher"], "/schools/")
    v.look("library")
    page.get_by_label("Age", exact=True).select_option("ks3")
    v.press("Find")
    page.get_by_role("link", name="A favour").click()
    v.look("lesson")
    lesson = page.url
    seen = page.evaluate(
        """async () => { const v = document.querySelector('video'); v.muted = true; await v.play(); v.currentTime = 80;
           await new Promise(done => v.addEventListener('seeked', done, { once: true })); v.pause();
           return [v.currentTime, v.textTracks[0].mode] }"""
    )
    assert seen[0] > 79 and seen[1] == "showing"
    page.get_by_label("Year group").select_option("8")
    v.press("Tell the DSL")
    v.page.wait_for_load_state()
    expect(page.locator(".cg-messages")).to_contain_text("Your DSL gets a message")

    v.expected = ["ERR_INTERNET_DISCONNECTED"]
    v.press("Open classroom mode", "link")
    page.wait_for_url("**/classroom/")
    expect(page.locator("[data-screen=start]")).to_be_visible()
    expect(page.locator("[data-screen=film]")).to_be_hidden()  # the script has begun
    v.look("classroom, start")
    expect(page.get_by_text("It plays without Wi-Fi now")).to_be_visible()
    v.context.set_offline(True)
    page.evaluate("document.querySelector('video').muted = true")
    v.press("Start, full screen")
    page.wait_for_function("() => document.querySelector('video').currentTime > 1")
    v.look("classroom, film")
    page.evaluate("document.querySelector('video').currentTime = 17")
    expect(page.get_by_role("heading", name="Chosen")).to_be_visible(timeout=30_000)
    v.look("classroom, stop and talk")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('video').paused")
    page.keyboard.press("k")
    page.wait_for_function("() => document.querySelector('video').paused")
    page.keyboard.press("k")
    page.evaluate("document.querySelector('video').currentTime = 101")
    expect(page.get_by_role("heading", name="That was the film")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-screen=end]").get_by_text("0800 1111")).to_be_visible()
    v.look("classroom, end")
    v.context.set_offline(False)

    page.goto(f"{lesson}log/")
    v.press("Log it")
    v.look("log, with errors")
    page.get_by_label("Year group").select_option("8")
    page.get_by_label("How many pupils saw it").fill("27")
    page.get_by_label("Well", exact=True).check()
    page.get_by_label("Youth work").check()
    v.press("Log it")
    expect(page.locator(".cg-messages")).to_contain_text("The showing is logged")
    v.look("own showings")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_pupil_finds_support_first_and_can_leave(visitor, width):
    v = visitor(width)
    page = v.page
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    v.open("/pupils/the-way-home/", "pupils")
    v.heading("Somebody to talk to")
    assert v.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")


def test_the_pack_plays_from_a_folder_with_captions(visitor, live_site, tmp_path):
    made = live_site.python(
        "from django.utils import timezone; from cms import pack_building; from cms.models import Pack; "
        "[pack_building.make(pack=p, now=timezone.now()) for p in Pack.objects.filter(state='waiting')]; "
        "print(Pack.objects.ready().filter(page__slug='the-way-home').latest('pk').file.path)"
    )
    with zipfile.ZipFile(io.BytesIO(open(made.strip().splitlines()[-1], "rb").read())) as archive:
        archive.extractall(tmp_path)
    (start,) = tmp_path.glob("*/START-HERE.html")
    v = visitor(DESK)
    page = v.page
    page.goto(start.as_uri())
    v.look("pack, start")
    page.evaluate("document.querySelector('video').muted = true")
    v.press("Start, full screen")
    page.wait_for_function("() => document.querySelector('video').currentTime > 2")
    assert page.evaluate("document.querySelector('video').textTracks[0].activeCues.length") > 0
