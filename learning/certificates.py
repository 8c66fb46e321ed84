"""Certificates: their codes, and the PDF."""

import re
import secrets
from typing import Any

from core.pdf import as_pdf
from people.requests import PersonRequest

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for something else when read out
LENGTH = 8


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(text: str) -> str:
    """What somebody typed, with case, spaces and dashes forgiven."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[: LENGTH + 4]


def certificate_pdf(request: PersonRequest, context: dict[str, Any]) -> bytes:
    """Raises PdfUnavailable; the page itself can be printed then."""
    return as_pdf("learning/certificate_pdf.html", context, request=request)
