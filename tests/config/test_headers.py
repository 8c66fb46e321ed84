"""What may be kept, indexed and loaded, by name; tests/config/test_addresses.py asks every address."""

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse

from cms.models import Film, ModulePage
from core.routes import PRIVATE
from tests import cast, films
from tests.governing_boards import board_cast
from tests.workshops import factories


def is_kept_nowhere(response) -> bool:
    return response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex, nofollow"


def test_the_pages_of_a_board_are_kept_nowhere(client, module, audience, officer):
    made = board_cast.boards(module, audience, officer)
    cast.sign_in(client, made.clem, cast.CODE)
    board = f"/boards/{made.chapel.pk}/"
    person = reverse("board_person", args=[made.chapel.pk, made.not_begun.pk])
    for url in ("/boards/", board, f"{board}meeting/", f"{board}download.csv", f"{board}register/", person):
        response = client.get(url)
        assert response.status_code == 200 and is_kept_nowhere(response), url
    for url in (f"{board}meeting", "/boards/987654/", f"{board}download.doc"):  # a slash is added; refused
        assert client.get(url)["Cache-Control"] == "no-store", url


def test_the_door_is_kept_nowhere(client, officer):
    session = factories.session(factories.workshop())
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    for url in (reverse("door", args=[session.pk]), reverse("door_walk_in", args=[session.pk])):
        response = client.get(url)
        assert response.status_code == 200 and is_kept_nowhere(response), url


def test_a_list_that_is_taken_out_is_kept_nowhere(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    response = client.get(f"{reverse('organisation:index')}?export=csv")
    assert response["Content-Type"].startswith("text/csv") and "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("way", [None, cast.LINK, cast.CODE])
def test_a_film_stays_in_its_viewers_browser_and_can_be_sought_in(client, module, new_governor, way):
    if way:
        cast.sign_in(client, new_governor, way)
    address = f"/films/{Film.objects.get().uuid}/film.mp4"
    whole, part = client.get(address), client.get(address, headers={"range": "bytes=2-5"})
    assert (whole.status_code, part.status_code) == (200, 206)
    assert whole["Cache-Control"] == part["Cache-Control"] == "private, max-age=3600"
    assert part["Content-Range"].startswith("bytes 2-5/") and len(b"".join(part.streaming_content)) == 4
    seen = client.get(address, headers={"if-none-match": whole["ETag"]})
    assert (seen.status_code, seen["Cache-Control"]) == (304, "private, max-age=3600")
    outside = client.get(address, headers={"range": "bytes=99999999-"})
    assert (outside.status_code, outside["Cache-Control"]) == (416, "no-store")


def test_public_pages_may_be_kept_by_visitors_alone(client, module, new_governor):
    pages = ["/", module.get_url(), module.step_list[0].url]
    for url in pages:
        response = client.get(url)
        assert response.status_code == 200 and "Cache-Control" not in response.headers, url
        assert "X-Robots-Tag" not in response.headers
    cast.sign_in(client, new_governor, cast.LINK)
    assert {client.get(url)["Cache-Control"] for url in pages} == {"no-store"}


@pytest.mark.parametrize("says", ["private", "nothing"])
def test_a_page_class_that_says_private_or_nothing_is_kept_nowhere(client, module, monkeypatch, says):
    """All pages share one address; `ModulePage` stands here for a class of the future."""
    if says == "private":
        monkeypatch.setattr(ModulePage, "page_route", PRIVATE)
    else:
        monkeypatch.delattr(ModulePage, "page_route")
    assert is_kept_nowhere(client.get(module.get_url()))
    assert "Cache-Control" not in client.get("/").headers


@pytest.mark.parametrize("url", ["/nowhere/", "/nowhere", "/nowhere/at/all.html"])
@pytest.mark.parametrize("way", [None, cast.CODE])
def test_what_does_not_exist_is_kept_nowhere(client, new_governor, url, way):
    cast.home_page()
    if way:
        cast.sign_in(client, new_governor, way)
    response = client.get(url)
    assert (response.status_code, response["Cache-Control"]) == (
        404 if "." in url or url[-1] == "/" else 301,
        "no-store",
    )


def test_a_page_that_does_not_look_at_the_session_costs_no_query_for_it(client, new_governor, monkeypatch):
    films.awareness_page()
    cast.sign_in(client, new_governor, cast.CODE)
    touched = []
    monkeypatch.setattr(SessionBase, "_session", property(lambda self: touched.append(1) or {}))
    assert client.get("/pupils/the-long-way/").status_code == 200 and not touched


def test_the_admin_alone_has_the_looser_policy(client, officer):
    cast.home_page()
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    for url in ("/admin/", "/admin/account/", "/admin/users/", "/admin/nowhere/", reverse("briefings:index")):
        assert "'unsafe-eval'" in client.get(url)["Content-Security-Policy"], url
    for url in ("/", "/my/", "/account/2fa/", "/nowhere/"):
        assert "unsafe" not in client.get(url)["Content-Security-Policy"], url


# --- What a browser may do --------------------------------------------------------------------------------------------


def test_the_door_alone_may_ask_for_the_camera(client, officer, module):
    session = factories.session(factories.workshop())
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    door = reverse("door", args=[session.pk])
    for url in ("/", module.get_url(), "/start/", "/my/", "/admin/", "/no/such/page/", door):
        policy = client.get(url)["Permissions-Policy"]
        assert ("camera=(self)" in policy) is (url == door), url
        assert "microphone=()" in policy and "geolocation=()" in policy


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("get", "/", 200),
        ("get", "/no/such/page/", 404),
        ("get", "/admin/", 302),
        ("post", "/start/", 403),  # no token
        ("post", "/healthz", 403),
        ("get", "/start/?next=%00", None),
        ("get", "/static/css/site.css", None),
    ],
)
def test_every_answer_carries_the_policies_refusals_included(db, module, method, url, status):
    from django.test import Client

    response = getattr(Client(enforce_csrf_checks=True), method)(url)
    assert status in (None, response.status_code)
    assert response["Cross-Origin-Resource-Policy"] == "same-origin" and "camera=()" in response["Permissions-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff" and response["Referrer-Policy"]


def test_a_session_that_a_link_opened_is_refused_with_the_policy(client, new_governor):
    cast.sign_in(client, new_governor, cast.LINK)
    refused = client.get("/my/details/address/")
    assert refused.status_code == 403 and "default-src 'none'" in refused["Content-Security-Policy"]
