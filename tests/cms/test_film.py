"""Films: what is read from the files, what is refused, and how they are served in ranges."""

import io
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from cms.models import Film
from tests import cast


def film(**changes) -> Film:
    made = cast.film()
    for name, body in changes.items():
        setattr(made, name, ContentFile(body, "somebody's ../name.mp4"))
    return made


def refusal(made: Film) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        made.clean()
    return refused.value.message_dict


# --- Reading the files ----------------------------------------------------------------------------


def test_length_and_transcript_are_read_from_the_files(db):
    made = cast.film()
    assert made.duration_seconds == 60
    assert made.duration_text == "1 minute"
    assert next(cue["text"] for cue in made.cues) == "Harm can happen in places, not only in families."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "1 second"),
        (1, "1 second"),
        (60, "1 minute"),
        (61.4, "1 minute 2 seconds"),
        (136.2, "2 minutes 17 seconds"),
    ],
)
def test_the_length_in_words(seconds, text):
    assert Film(duration_seconds=seconds).duration_text == text


WHOLE = cast.tiny_mp4()


@pytest.mark.parametrize(
    "body",
    [
        b"just text, renamed to .mp4",
        b"",
        b"\x00" * 4096,
        WHOLE[:16],
        WHOLE[:40],
        WHOLE[:100],
        WHOLE[:-1],
        b"\xff\xfb\x90\x00" * 500,
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"<html></html>",
        b"\x00\x00\x00\x00moov" * 20,
        b"\xff\xff\xff\xffftypisom",
    ],
    ids=[
        "text",
        "empty",
        "zeros",
        "cut-16",
        "cut-40",
        "cut-100",
        "cut by one",
        "mp3",
        "wav",
        "html",
        "boxes",
        "huge box",
    ],
)
def test_what_is_no_film_is_refused_at_its_field(db, body):
    assert list(refusal(film(file=body))) == ["file"]


def test_every_wrong_file_is_told_at_once(db):
    found = refusal(film(file=b"x", captions=b"y", poster=b"z"))
    assert set(found) == {"file", "captions", "poster"}
    assert found["captions"] == ["Line 1 must be WEBVTT."]


def test_an_uploaders_file_name_is_never_a_path(db):
    made = film(file=WHOLE)
    made.save()
    assert made.file.name == f"films/{made.uuid}/film.mp4" or made.file.name.startswith(f"films/{made.uuid}/film_")


def test_a_film_without_a_length_is_refused(db):
    assert "no length" in refusal(film(file=cast.tiny_mp4(0)))["file"][0]


# --- Serving --------------------------------------------------------------------------------------


@pytest.fixture
def served(module):
    """The film of a published module."""
    return Film.objects.get()


@pytest.fixture
def body():
    return cast.tiny_mp4()


def get(client, film, part="film.mp4", method="get", **headers):
    return getattr(client, method)(f"/films/{film.uuid}/{part}", headers=headers)


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("part", "kind"),
    [("film.mp4", "video/mp4"), ("captions.vtt", "text/vtt; charset=utf-8"), ("poster.jpg", "image/jpeg")],
)
def test_each_part_has_its_own_type(client, served, part, kind):
    response = get(client, served, part)
    assert response.status_code == 200
    assert response["Content-Type"] == kind
    assert response["X-Content-Type-Options"] == "nosniff"
    assert int(response["Content-Length"]) == len(read(response))
    assert "sessionid" not in response.cookies


def test_the_whole_film(client, served, body):
    response = get(client, served)
    assert read(response) == body
    assert response["Accept-Ranges"] == "bytes"


SIZE = len(WHOLE)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("0-9", 0, 9),
        ("10-", 10, SIZE - 1),
        ("0-", 0, SIZE - 1),
        ("-5", SIZE - 5, SIZE - 1),
        ("0-0", 0, 0),
        ("0-1", 0, 1),
        (f"{SIZE - 1}-", SIZE - 1, SIZE - 1),
        ("5-99999999", 5, SIZE - 1),
        ("-99999999", 0, SIZE - 1),
    ],
)
def test_a_range(client, served, body, wanted, first, last):
    response = get(client, served, range=f"bytes={wanted}")
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert read(response) == body[first : last + 1]
    assert int(response["Content-Length"]) == last - first + 1


@pytest.mark.parametrize("wanted", [f"{SIZE}-", "99999999-", f"{SIZE}-{SIZE + 5}"])
def test_a_range_beyond_the_end(client, served, wanted):
    response = get(client, served, range=f"bytes={wanted}")
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "wanted", ["bytes=x-y", "bytes=", "lines=0-5", "bytes=9-3", "bytes=0-1,5-6", "bytes=--1", "\N{SNOWMAN}"]
)
def test_a_range_that_makes_no_sense_does_no_harm(client, served, wanted):
    response = get(client, served, range=wanted)
    assert response.status_code in (200, 206, 416)
    assert int(response.get("Content-Length", 0)) == len(read(response))


def test_only_the_head(client, served, body):
    response = get(client, served, method="head")
    assert response.status_code == 200
    assert int(response["Content-Length"]) == len(body)
    assert read(response) == b""


def test_what_the_browser_has_is_not_sent_again(client, served):
    first = get(client, served)
    again = get(client, served, **{"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert read(again) == b""
    assert get(client, served, **{"if-modified-since": first["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_only_looking(client, served, method):
    assert get(client, served, method=method).status_code == 405


@pytest.mark.parametrize("part", ["other.mp4", "film.mov", "..%2f..%2fsecret-key", "poster.jpg%07", "FILM.MP4"])
def test_there_is_no_other_part(client, served, part):
    assert get(client, served, part).status_code == 404


def test_there_is_no_other_film(client, db):
    for name in (uuid.uuid4(), "1", "x"):
        assert client.get(f"/films/{name}/film.mp4").status_code == 404


def test_a_file_that_is_gone_is_not_found(client, served):
    served.file.storage.delete(served.file.name)
    assert get(client, served).status_code == 404


def test_originals_have_no_other_address(client, served):
    assert client.get(f"/media/{served.file.name}").status_code == 404


def test_serving_costs_one_query(client, served, django_assert_num_queries):
    get(client, served)  # the types of rows are looked up once for each process
    with django_assert_num_queries(1):
        io.BytesIO(read(get(client, served)))
