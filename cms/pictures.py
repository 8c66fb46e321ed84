"""Uploaded pictures are decoded and written anew: no metadata (where, when, whose telephone), bounded size, no SVG."""

import io
from pathlib import PurePath
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

# Told by their first bytes, whatever the file is called. Pillow can open many more, some by programs of others.
KINDS = ("JPEG", "PNG", "GIF", "WEBP")
WIDEST = 1920
MOST_PIXELS = 40_000_000
MOST_SCANS = 100  # of a JPEG that is drawn bit by bit; cameras write about 10, and each costs a walk over all pixels
START_OF_SCAN = b"\xff\xda"


class Redrawn(ContentFile):  # type: ignore[type-arg]  # the class is generic in the stubs alone
    """A picture that this module has written: it needs no second look."""


def re_encode(upload: IO[bytes], name: str, widest: int = WIDEST) -> Redrawn:
    """`upload` as a JPEG of our own making, at most `widest` pixels wide and high. ValidationError if it cannot be."""
    picture, _found_as = _decoded(upload, widest)
    return _written(picture.convert("RGB"), "JPEG", name)


def redrawn(upload: "File[bytes]", widest: int = WIDEST) -> Redrawn:
    """Return `upload` for the library: a photograph as a JPEG, a drawing or what can be seen through as a PNG.

    A moving picture becomes a still. Raises ValidationError.
    """
    if isinstance(upload, Redrawn):
        return upload
    picture, found_as = _decoded(upload, widest)
    name = PurePath(upload.name or "picture").stem or "picture"
    if picture.has_transparency_data:
        return _written(picture.convert("RGBA"), "PNG", name)
    return _written(picture.convert("RGB"), "PNG" if found_as in ("PNG", "GIF") else "JPEG", name)


def _decoded(upload: IO[bytes], widest: int) -> tuple[Image.Image, str | None]:
    """Return the picture upright, at most `widest` pixels wide and high, and the kind as which it was found."""
    try:
        upload.seek(0)
        with Image.open(upload, formats=KINDS) as found:
            if found.width * found.height > MOST_PIXELS:  # known before a pixel is decoded
                raise ValidationError(_("This picture is too large. Make it at most 7,000 pixels wide."))
            if found.format in ("JPEG", "MPO"):
                _refuse_endless_scans(upload)
                found.draft(None, (widest, widest))  # decoded at a half or a quarter, if that is large enough
            picture = ImageOps.exif_transpose(found)
            if picture.mode.startswith("I;16"):  # 16 bits of grey; Pillow would cut them off, not scale them
                picture = picture.point(lambda value: value / 256).convert("L")
            picture.thumbnail((widest, widest))
            return picture, found.format
    except ValidationError:
        raise
    except Exception as error:  # whatever Pillow raises about a file that somebody made by hand
        words = _("This is not a picture that can be opened. Use JPEG, PNG, GIF or WebP.")
        raise ValidationError(words) from error


def _refuse_endless_scans(upload: IO[bytes]) -> None:
    place = upload.tell()
    upload.seek(0)
    if upload.read().count(START_OF_SCAN) > MOST_SCANS:
        raise ValidationError(_("This picture takes too long to open. Save it again as JPEG or PNG."))
    upload.seek(place)


def _written(picture: Image.Image, kind: str, name: str) -> Redrawn:
    picture.info = {}  # a comment would be written out again
    out = io.BytesIO()
    if kind == "JPEG":
        picture.save(out, "JPEG", quality=78, optimize=True, progressive=True)
    else:
        picture.save(out, "PNG", optimize=True)
    return Redrawn(out.getvalue(), name=f"{name}.{'jpg' if kind == 'JPEG' else 'png'}")
