"""Uploaded pictures are written anew: no metadata, bounded size, nothing that can run."""

import io
import struct
import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from cms.pictures import WIDEST, re_encode


def picture(kind="JPEG", size=(40, 30), mode="RGB", **how) -> io.BytesIO:
    out = io.BytesIO()
    Image.new(mode, size, "green" if mode == "RGB" else 0).save(out, kind, **how)
    out.seek(0)
    return out


def read(file) -> Image.Image:
    return Image.open(io.BytesIO(file.read()))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def claims_to_be(width: int, height: int) -> io.BytesIO:
    """A PNG of a few hundred bytes that would need gigabytes to be opened."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))


def refusal(upload) -> str:
    with pytest.raises(ValidationError) as refused:
        re_encode(upload, "poster")
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("GIF", "P"), ("JPEG", "CMYK"), ("PNG", "I;16")],
)
def test_every_kind_becomes_a_jpeg_of_our_own_name(kind, mode):
    out = re_encode(picture(kind, mode=mode), "poster")
    assert out.name == "poster.jpg"
    found = read(out)
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (40, 30))


def test_where_when_and_whose_telephone_is_taken_out():
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", "Telephone of Gwen"
    exif.get_ifd(0x8825)[2] = (53.0, 20.0, 0.0)
    upload = picture(exif=exif, comment=b"taken at home", icc_profile=b"profile")
    out = re_encode(upload, "poster").read()
    assert not Image.open(io.BytesIO(out)).getexif()
    for secret in (b"Gwen", b"Exif", b"taken at home", b"profile"):
        assert secret not in out


def test_what_was_held_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    assert read(re_encode(picture(exif=exif), "poster")).size == (30, 40)


def test_a_large_picture_is_made_smaller():
    assert read(re_encode(picture(size=(4000, 1000)), "poster")).size == (WIDEST, 480)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((7_000, 6_000), "too large"),
        ((12_000, 12_000), "too large"),
        ((40_000, 40_000), "not a picture that can be opened"),  # Pillow refuses these before we do
        ((2**31 - 1, 2**31 - 1), "not a picture that can be opened"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_decompression_bomb_is_refused_before_it_is_opened(size, words):
    started = time.monotonic()
    assert words in refusal(claims_to_be(*size))
    assert time.monotonic() - started < 0.5


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "body", [SVG, b"", b"just text", b"%PDF-1.7", b"GIF89a", b"<html><script>alert(1)</script>", bytes(100)]
)
def test_what_is_no_picture_is_refused_whatever_its_name(body):
    upload = io.BytesIO(body)
    upload.name = "poster.jpg"
    assert "not a picture" in refusal(upload)


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "PPM", "TGA", "JPEG2000", "ICO", "PCX", "DDS", "SGI", "AVIF", "EPS"])
def test_a_kind_that_we_do_not_name_is_not_opened(kind):
    assert "not a picture" in refusal(picture(kind, size=(32, 32)))


def test_a_program_for_a_printer_does_not_run():
    program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n1 1 800000000 {pop} for\nshowpage\n%%EOF\n"
    assert "not a picture" in refusal(io.BytesIO(program))


def test_a_jpeg_that_is_drawn_for_ever_is_refused():
    upload = io.BytesIO(picture(progressive=True).getvalue()[:-2] + b"\xff\xda" * 300)
    assert "takes too long" in refusal(upload)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_half_a_picture_is_refused(share):
    whole = picture(size=(800, 600)).getvalue()
    assert "not a picture" in refusal(io.BytesIO(whole[: int(len(whole) * share)]))


def test_what_is_hidden_behind_a_picture_is_left_behind():
    out = re_encode(io.BytesIO(picture().getvalue() + b"<script>alert(1)</script>"), "poster").read()
    assert b"script" not in out
