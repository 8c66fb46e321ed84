"""Certificates: their codes, and the PDF."""

import re
import secrets

from django.template.loader import render_to_string

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for something else when read out
LENGTH = 8


class PdfUnavailable(Exception):
    """This machine lacks the libraries that draw PDFs; the page itself can be printed."""


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(text: str) -> str:
    """What somebody typed, with case, spaces and dashes forgiven."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[: LENGTH + 4]


def certificate_pdf(context: dict) -> bytes:
    """The certificate as an accessible PDF (PDF/UA-1)."""
    try:
        from weasyprint import HTML  # needs Pango, which a small machine may not have
    except OSError as error:
        raise PdfUnavailable(str(error)) from error
    return HTML(string=render_to_string("learning/certificate_pdf.html", context)).write_pdf(pdf_variant="pdf/ua-1")
