"""Private films, ranges, and the hand-off to nginx."""

import io
from urllib.parse import unquote

import pytest

from cms.file_responses import Slice
from cms.models import Film
from tests import cast, films

BODY = cast.tiny_mp4()


def test_a_film_that_no_published_module_shows_is_for_staff_alone(client, officer):
    film = cast.film()
    address = f"/films/{film.uuid}/film.mp4"
    assert client.get(address).status_code == 404
    outsider = cast.outsider()
    cast.sign_in(client, outsider)
    assert client.get(address).status_code == 404
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    assert client.get(address).status_code == 200


@pytest.mark.both_databases
def test_a_film_closes_when_its_module_is_unpublished(client, module):
    film = Film.objects.get()
    address = f"/films/{film.uuid}/film.mp4"
    assert client.get(address).status_code == 200
    module.unpublish()
    assert client.get(address).status_code == 404


def test_a_film_for_schools_is_not_open_by_its_number(client, db):
    page = films.awareness_page()
    assert client.get(f"/films/{page.film.uuid}/film.mp4").status_code == 404
    assert client.get(f"/pupils/{page.slug}/film.mp4").status_code == 200


@pytest.fixture
def address(module):
    return f"/films/{Film.objects.get().uuid}/film.mp4"


def test_a_range_is_for_get_alone(client, address):
    response = client.head(address, headers={"range": "bytes=0-9"})
    assert response.status_code == 200
    assert int(response["Content-Length"]) == len(BODY)


def test_half_of_an_older_file_is_no_use(client, address):
    first = client.get(address)
    known = {"range": "bytes=2-5"}
    for condition, status in ((first["ETag"], 206), (first["Last-Modified"], 206), ('"another"', 200)):
        assert client.get(address, headers={**known, "if-range": condition}).status_code == status


@pytest.mark.parametrize("known", ['"x", {etag}', "W/{etag}", "*"])
def test_a_browser_may_name_several_that_it_has(client, address, known):
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": known.format(etag=etag)}).status_code == 304


def test_nginx_gets_the_file_by_its_own_address(client, address, settings):
    settings.X_ACCEL_PREFIX = "/protected"
    response = client.get(address, headers={"range": "bytes=0-9"})
    assert response.status_code == 200 and response.content == b""
    assert unquote(response["X-Accel-Redirect"]) == f"/protected/{Film.objects.get().file.name}"
    assert response["Content-Type"] == "video/mp4"
    assert client.get(address.replace("film.mp4", "signed.mp4")).status_code == 404


def test_nginx_is_not_asked_for_what_one_may_not_have(client, settings, db):
    settings.X_ACCEL_PREFIX = "/protected"
    assert "X-Accel-Redirect" not in client.get(f"/films/{cast.film().uuid}/film.mp4")


def test_a_slice_ends_where_it_should_however_it_is_read():
    for size in (1, 3, 100, -1):
        part = Slice(io.BytesIO(b"0123456789"), 2, 6)
        read = b"".join(iter(lambda part=part, size=size: part.read(size), b""))
        assert read == b"23456"
