"""Certificates: their codes, and the PDF."""

import re
import secrets
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFile

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for something else when read out
LENGTH = 8
FONT = "fonts/atkinson-hyperlegible-next.woff2"


class PdfUnavailable(Exception):
    """This machine lacks the libraries that draw PDFs; the page itself can be printed."""


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(text: str) -> str:
    """What somebody typed, with case, spaces and dashes forgiven."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[: LENGTH + 4]


def certificate_pdf(request, context: dict) -> bytes:
    """The certificate as an accessible PDF. Raises PdfUnavailable."""
    return draw_pdf("learning/certificate_pdf.html", context, request=request)


def draw_pdf(template: str, context: dict, *, request=None) -> bytes:
    """A template as an accessible PDF (PDF/UA-1), in the site's own type. Raises PdfUnavailable."""
    try:
        from weasyprint import HTML  # needs Pango, which a small machine may not have
    except OSError as error:
        raise PdfUnavailable(str(error)) from error
    # WeasyPrint lets Pillow take half a picture, in the whole process; an upload that broke off must stay refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    font = finders.find(FONT)
    words = {**context, "font_url": Path(font).as_uri() if font else ""}
    page = render_to_string(template, words, request=request)
    return HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
