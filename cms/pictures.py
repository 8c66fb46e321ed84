"""Uploaded pictures are decoded and written anew: no metadata (where, when, whose telephone), bounded size, no SVG."""

import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

WIDEST = 1920
MOST_PIXELS = 40_000_000


def re_encode(upload, name: str, widest: int = WIDEST) -> ContentFile:
    """`upload` as a JPEG of our own making, at most `widest` pixels wide and high. ValidationError if it cannot be."""
    try:
        with Image.open(upload) as picture:
            if picture.width * picture.height > MOST_PIXELS:  # known before a pixel is decoded
                raise ValidationError(_("This picture is too large. Make it at most 7,000 pixels wide."))
            picture = ImageOps.exif_transpose(picture).convert("RGB")
            picture.thumbnail((widest, widest))
            picture.info = {}  # a comment would be written out again
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=78, optimize=True, progressive=True)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is not a picture that can be opened. Use JPEG, PNG or WebP.")) from error
    return ContentFile(out.getvalue(), name=f"{name}.jpg")
