"""The film's player and the server's answers: done, too late, and none at all."""

import json

import pytest
from playwright.sync_api import expect

from learning.watching import add_intervals
from tests.walk.conftest import DESK
from tests.walk.test_walk import CONTINUE, link_of_somebody, play_until

BEATS = "**/learning/beats/"
ENOUGH = "You have seen enough of the film. You can continue."


@pytest.fixture
def watcher(visitor, live_site):
    """Somebody on the film's page, signed in."""
    v = visitor(DESK)
    v.open(link_of_somebody(live_site))
    v.press("Open my briefing")
    v.page.get_by_role("link", name="Start", exact=True).click()
    v.press(CONTINUE)
    v.page.wait_for_selector("video")
    return v


def pause(page) -> None:
    page.evaluate("() => document.querySelector('video').pause()")


def test_the_way_on_opens_when_the_server_says_enough(watcher):
    page = watcher.page
    done = {"seen": 130, "needed": 123, "total": 137, "done": True, "message": ENOUGH}
    page.route(BEATS, lambda route: route.fulfill(json=done))
    play_until(page, 0.5)
    way_on = page.get_by_role("link", name=CONTINUE)
    expect(way_on).not_to_have_attribute("aria-disabled", "true")
    expect(page.locator("[data-announce]").first).to_have_text(ENOUGH)
    watcher.look("film, seen")
    pause(page)
    way_on.click()
    expect(page.locator("video")).to_have_count(0)


def test_a_ticket_that_has_run_out_asks_to_reload_and_keeps_the_film(watcher):
    page = watcher.page
    watcher.expected.append("403")
    page.route(BEATS, lambda route: route.fulfill(status=403, json={"message": "Reload this page to carry on."}))
    play_until(page, 1)
    expect(page.locator("[data-film-note]")).to_have_text("Reload this page to carry on.")
    play_until(page, 2)


def test_what_was_seen_without_a_connection_is_sent_when_there_is_one(watcher):
    page = watcher.page
    watcher.expected.append("ERR_")
    lost, sent = [], []

    def answer(route):
        body = json.loads(route.request.post_data)
        if len(lost) < 2:
            lost.append(body)
            return route.abort()
        sent.append(body)
        return route.continue_()

    page.route(BEATS, answer)
    play_until(page, 2)
    with page.expect_response(BEATS) as reply:
        pause(page)  # lost as well, if the first beat was the only one so far
        page.wait_for_function("() => document.querySelector('video').paused")
        page.evaluate("() => dispatchEvent(new Event('online'))")
    assert reply.value.status == 200
    seen = add_intervals(0, [interval for body in sent for interval in body["intervals"]], 137)
    assert seen & 0b11 == 0b11
    assert reply.value.json()["seen"] == seen.bit_count()
    assert [body["seq"] for body in lost + sent] == sorted({body["seq"] for body in lost + sent})
