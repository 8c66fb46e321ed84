"""Strangers' files: what is a film is made ready, what is none is refused with a sentence, and nothing dies of it."""

import io
import json
import subprocess
import zipfile

import pytest
from PIL import Image

from cms import transcoding
from cms.transcoding import Refused
from core import subprocess_limits
from tests import films


def written(tmp_path, body: bytes, name="given"):
    path = tmp_path / name
    path.write_bytes(body)
    return path


def made(tmp_path, body: bytes, **how) -> dict:
    path, folder = written(tmp_path, body), tmp_path / "out"
    folder.mkdir()
    told = []
    found = transcoding.transcode(path, transcoding.probe(path), folder, told.append, **how)
    assert told == sorted(told) and told[-1] == 1.0
    return found


def streams(path) -> dict:
    ask = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    return json.loads(subprocess.run(ask, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        ("mp4", ()),
        ("mov", ()),
        ("mkv", ()),
        ("webm", ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis")),
        ("avi", ("-c:v", "mpeg4", "-c:a", "mp3")),
        ("ts", ()),
        ("wmv", ()),
        ("mpg", ("-r", "25")),
        ("ogv", ("-c:v", "libtheora", "-c:a", "libvorbis")),
        ("flv", ("-ar", "44100")),
    ],
)
def test_any_common_kind_becomes_an_mp4_that_every_browser_plays(tmp_path, ending, options):
    found = made(tmp_path, films.drawn(ending, *options))
    said = streams(found["film"])
    kinds = {stream["codec_type"]: stream for stream in said["streams"]}
    assert (kinds["video"]["codec_name"], kinds["video"]["pix_fmt"]) == ("h264", "yuv420p")
    assert kinds["audio"]["codec_name"] == "aac"
    assert float(said["format"]["duration"]) == pytest.approx(2, abs=0.3)
    assert found["film"].read_bytes().index(b"moov") < found["film"].read_bytes().index(b"mdat")  # plays at once
    assert Image.open(found["poster"]).size == (320, 180)


def test_no_word_of_the_original_survives(tmp_path):
    body = films.drawn(
        "mov", "-metadata", "location=+51.5000-000.1200/", "-metadata", "com.apple.quicktime.make=SomebodysPhone",
        "-metadata", "title=SecretTitle", "-metadata", "creation_time=2026-11-05T08:30:00Z",
        "-movflags", "use_metadata_tags",
    )  # fmt: skip
    assert b"SomebodysPhone" in body and b"SecretTitle" in body
    for path in made(tmp_path, body).values():
        whole = path.read_bytes()
        for word in (b"SomebodysPhone", b"SecretTitle", b"+51.5", b"Exif"):
            assert word not in whole
    assert "creation_time" not in json.dumps(streams(tmp_path / "out" / "film.mp4"))


def test_sizes_keep_the_shape_and_never_grow(tmp_path):
    tall = films.mp4(seconds=1, picture="testsrc2=size=900x1600:rate=5:duration={seconds}")
    found = made(tmp_path, tall)
    sizes = {name: (s["width"], s["height"]) for name in ("film", "small")
             for s in streams(found[name])["streams"] if s["codec_type"] == "video"}  # fmt: skip
    assert sizes == {"film": (404, 720), "small": (202, 360)}


def test_quiet_films_and_loud_films_come_out_alike(tmp_path):
    levels = []
    for number, volume in enumerate(("0.02", "0.9")):
        (tmp_path / str(number)).mkdir()
        body = films.mp4(seconds=4, sound=f"sine=frequency=440:duration={{seconds}},volume={volume}")
        film = made(tmp_path / str(number), body)["film"]
        heard = subprocess.run(
            ["ffmpeg", "-nostats", "-i", str(film), "-af", "ebur128", "-f", "null", "-"], capture_output=True, text=True
        )
        levels.append(float(heard.stderr.rpartition("I:")[2].split()[0]))
    assert levels[0] == pytest.approx(levels[1], abs=1.5)


# --- Refused ----------------------------------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20_000_000))
    return out.getvalue()


NO_FILM = {
    "empty": b"",
    "text": b"This is a text that somebody renamed to film.mp4.\n" * 200,
    "playlist": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "concat": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    "archive bomb": zip_bomb(),
    "zeros": bytes(100_000),
    "gif": b"GIF89a" + b"\xff\xff\xff\xff" + bytes(3000),
    "truncated": films.mp4()[:-2000],
    "truncated Matroska": films.drawn("mkv")[:-2000],
    "truncated AVI": films.drawn("avi", "-c:v", "mpeg4", "-c:a", "mp3")[:-2000],
    "mp4 of boxes": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + b"\x00\x00\x00\x08moov" * 50,
    "ftyp and noise": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41\x00\x00\x00\x00mdat" + bytes(range(256)) * 200,
    "EBML and noise": b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 100,
    "Ogg and noise": b"OggS" + bytes(range(256)) * 100,
    "no sound": films.mp4(sound=None),
    "sound alone": films.drawn("mp4", "-vn", "-c:a", "aac"),
}


@pytest.mark.parametrize("name", NO_FILM)
def test_what_is_no_film_is_refused_with_a_sentence(tmp_path, name):
    with pytest.raises(Refused) as refused:
        transcoding.probe(written(tmp_path, NO_FILM[name]))
    assert str(refused.value).endswith(".") and "/" not in str(refused.value)


def test_a_playlist_is_never_followed_even_inside_a_container(tmp_path):
    """The demuxer is the one that the first bytes name, and no protocol but "file" is there."""
    command = transcoding.encode_command(
        tmp_path / "x", transcoding.Probe("mov", 2.0, 10.0, True), {"film": tmp_path / "film.mp4"}, ""
    )
    before = command[: command.index("-i")]
    assert before[before.index("-protocol_whitelist") + 1] == "file"
    assert before[before.index("-f") + 1] == "mov"


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(tmp_path):
    """8,000 by 6,000 grey pixels in a few kilobytes: 144 MB each second once they are decoded."""
    huge = "color=gray:size=8000x6000:rate=1:duration={seconds}"
    body = films.drawn("mkv", "-c:v", "mjpeg", "-c:a", "aac", seconds=1, picture=huge)
    assert len(body) < 2_000_000
    with pytest.raises(Refused, match="too large"):
        transcoding.probe(written(tmp_path, body))


def test_a_film_that_says_it_is_longer_than_we_take_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(transcoding, "LONGEST", 1)
    with pytest.raises(Refused, match="longer"):
        transcoding.probe(written(tmp_path, films.mp4()))


def test_silence_is_told_apart_from_sound(tmp_path):
    with pytest.raises(Refused, match="Nothing can be heard"):
        made(tmp_path, films.mp4(sound="anullsrc=duration={seconds}"))


def test_a_process_that_takes_too_much_is_ended_and_ours_lives_on(tmp_path, monkeypatch):
    path = written(tmp_path, films.mp4())
    found = transcoding.probe(path)
    monkeypatch.setattr(subprocess_limits, "MEMORY", 40 * 2**20)
    (tmp_path / "out").mkdir()
    with pytest.raises(Refused):
        transcoding.transcode(path, found, tmp_path / "out", lambda share: None)


def test_a_process_that_is_stuck_is_ended():
    status, _said, _errors = subprocess_limits.run(["sleep", "60"], cpu=5, wall=1)
    assert status != 0


def test_a_missing_ffmpeg_is_told_apart_from_a_bad_film(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess_limits.shutil, "which", lambda name: None)
    with pytest.raises(subprocess_limits.ToolMissing):
        transcoding.probe(written(tmp_path, films.mp4()))
