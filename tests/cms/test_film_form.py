"""The officer's form: hostile files are refused at their field, and what is taken is defused."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cms.models import Film, FilmUpload
from tests import cast, films

ADD = "/admin/snippets/cms/film/add/"
CAPTIONS = "WEBVTT\n\n00:00.500 --> 00:01.500\nHello.\n"


def png(width: int, height: int) -> bytes:
    """A real PNG of so many black pixels, a few hundred kilobytes however large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packed, row = zlib.compressobj(9), bytes(1 + (width + 7) // 8)
    data = b"".join([*(packed.compress(row) for _row in range(height)), packed.flush()])
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.fixture
def officer_client(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return client


def post(client, address=ADD, **files):
    values = {"title": files.pop("title", "A film"), "narration_says_all": "on"}
    for name, (file_name, body) in files.items():
        values[name] = SimpleUploadedFile(file_name, body.encode() if isinstance(body, str) else body)
    return client.post(address, values, headers={"x-film-upload": "yes"})


def errors(response) -> dict:
    assert response.status_code == 422, response.content[:500]
    return response.json()["errors"]


def test_a_film_is_taken_in_and_waits_for_a_worker(officer_client, officer):
    response = post(officer_client, film_main=("../../etc/passwd.mp4", films.mp4()), captions=("c.vtt", CAPTIONS))
    film, upload = Film.objects.get(), FilmUpload.objects.get()
    assert response.json() == {"url": f"/admin/snippets/cms/film/edit/{film.pk}/"}
    assert (upload.state, upload.uploaded_by) == ("waiting", officer)
    assert upload.original.name == f"uploads/{upload.uuid}"
    assert "waiting for its turn" in officer_client.get(f"/admin/films/{film.pk}/uploads/").content.decode()


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("film.mp4", b"", "empty"),
        ("film.mp4", b"A text that was renamed.\n" * 500, "not a film"),
        ("film.mp4", b"#EXTM3U\nhttp://127.0.0.1/x\n", "not a film"),
        ("film.mp4", films.mp4()[:-500], "cut short"),
        ("film.mkv", films.drawn("mkv")[:-500], "cut short"),
        ("film.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a film"),
    ],
)
def test_what_is_no_film_is_refused_at_once_and_leaves_nothing(officer_client, name, body, says):
    found = errors(post(officer_client, film_main=(name, body)))
    assert list(found) == ["film_main"] and says in found["film_main"][0]
    assert not Film.objects.exists() and not FilmUpload.objects.exists()


def test_without_scripts_the_form_comes_back_with_its_errors(officer_client):
    response = officer_client.post(ADD, {"title": "A film"})
    assert response.status_code == 200 and "Choose a film." in response.content.decode()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nX\n", "Line 3 needs the arrow"),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\nX\n", "Line 3 ends before it starts"),
        ("WEBVTT\n\n00:75.000 --> 01:99.000\nX\n", "Line 3 is not a time"),
        ("1\n00:00:01,000 --> 00:00:02,000\nX\n\n2\n00:00:00,500 --> 00:00:03,000\nY\n", "Line 6 starts before"),
        ("WEBVTT\n\nHello, no time.\n", "Line 3 has no times above it"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<" * 1_500_000, "Line 4 is too long"),
        ("WEBVTT\n\n" + "x" * 2_000_001, "too large"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\xfe\n", "Line 4 is not in UTF-8"),
        (b"\x1f\x8b" + b"\x00" * 100, "Line 1 is not in UTF-8"),
        ("WEBVTT\n", "no captions in it"),
        ("<script>alert(1)</script>", "Line 1 must be WEBVTT"),
    ],
)
def test_wrong_captions_name_their_line(officer_client, body, says):
    found = errors(post(officer_client, film_main=("f.mp4", films.mp4()), captions=("c.vtt", body)))
    assert says in found["captions"][0]


def test_markup_in_captions_is_defused(officer_client):
    raw = (
        "WEBVTT - <b>x</b>\nKind: captions\n\nSTYLE\n::cue { background: url(http://evil.example) }\n\n"
        "NOTE a secret\n\nid<script>\n00:00.100 --> 00:00.900 line:0 position:0%\n"
        "<v Eve><c.red><script>alert(1)</script></c> 5 &lt; 6 & more\n\n"
        "00:01.000 --> 00:01.500\n&lt;img src=x onerror=alert(1)&gt; --&gt;\n"
    )
    post(officer_client, film_main=("f.mp4", films.mp4()), captions=("c.vtt", raw))
    film = Film.objects.get()
    written = film.captions.read().decode()
    assert written == (
        "WEBVTT\n\n00:00:00.100 --> 00:00:00.900\nalert(1) 5 &lt; 6 &amp; more\n\n"
        "00:00:01.000 --> 00:00:01.500\n&lt;img src=x onerror=alert(1)&gt; --&gt;\n"
    )
    assert film.cues[0]["text"] == "alert(1) 5 < 6 & more"


def test_srt_becomes_webvtt(officer_client):
    first = "1\r\n00:00:00,1 --> 00:00:00,900\r\n{\\an8}<i>One</i>\r\nline\r\n"
    srt = f"\ufeff{first}\r\n2\r\n00:00:01,000 --> 00:00:01,500\r\nTwo\r\n"
    post(officer_client, film_main=("f.mp4", films.mp4()), captions=("c.srt", srt))
    film = Film.objects.get()
    assert [cue["text"] for cue in film.cues] == ["One line", "Two"]
    assert film.captions.name.endswith(".vtt") and film.captions.read().startswith(b"WEBVTT\n")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("p.png", png(40_000, 40_000)),
        ("p.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("p.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("p.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 200),
        ("p.png", png(64, 64)[:60]),
    ],
    ids=["40,000 x 40,000", "svg", "svg named png", "half a jpeg", "cut png"],
)
def test_a_picture_that_is_none_or_too_large_is_refused(officer_client, name, body):
    found = errors(post(officer_client, film_main=("f.mp4", films.mp4()), poster=(name, body)))
    assert list(found) == ["poster"]


def test_a_poster_is_written_anew(officer_client):
    out = io.BytesIO()
    picture = Image.new("RGB", (2000, 1000), "#16443a")
    exif = picture.getexif()
    exif[271] = "SomebodysPhone"
    picture.save(out, "JPEG", exif=exif, comment=b"secret")
    post(officer_client, film_main=("f.mp4", films.mp4()), poster=("p.jpg", out.getvalue()))
    body = Film.objects.get().poster.read()
    assert b"SomebodysPhone" not in body and b"secret" not in body
    assert Image.open(io.BytesIO(body)).size == (960, 480)


def test_another_file_waits_until_the_first_is_ready(officer_client):
    post(officer_client, film_main=("f.mp4", films.mp4()))
    film = Film.objects.get()
    found = errors(post(officer_client, f"/admin/snippets/cms/film/edit/{film.pk}/", film_main=("g.mp4", films.mp4())))
    assert "being prepared" in found["film_main"][0]


def test_who_is_no_officer_uploads_nothing(client, tess_or_anybody):
    assert post(client, film_main=("f.mp4", films.mp4())).status_code in (302, 403)
    assert not Film.objects.exists()


@pytest.fixture(params=["nobody", "outsider", "link"])
def tess_or_anybody(request, client, db):
    if request.param != "nobody":
        cast.sign_in(client, cast.outsider(), cast.LINK if request.param == "link" else cast.CODE)


def test_an_upload_larger_than_any_of_ours_is_refused_unread(officer_client):
    from django.test.client import MULTIPART_CONTENT

    response = officer_client.generic("POST", ADD, b"x", content_type=MULTIPART_CONTENT, CONTENT_LENGTH=str(50 * 2**30))
    assert response.status_code == 413
