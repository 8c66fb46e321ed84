"""Certificates: their codes, and the PDF."""

import re
from typing import Any

from core.pdf import as_pdf
from core.readable_codes import readable_code
from people.requests import PersonRequest

LENGTH = 8


def new_code() -> str:
    return readable_code(LENGTH)


def normal_code(text: str) -> str:
    """What somebody typed, with case, spaces and dashes forgiven."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[: LENGTH + 4]


def certificate_pdf(request: PersonRequest, context: dict[str, Any]) -> bytes:
    """Raises PdfUnavailable; the page itself can be printed then."""
    return as_pdf("learning/certificate_pdf.html", context, request=request)
