"""Pages as PDF, in the site's own type (PDF/UA-1). Where Pango is missing, a sentence instead of a failure."""

from collections.abc import Mapping
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from PIL import ImageFile

FONT = "fonts/atkinson-hyperlegible-next.woff2"


class PdfUnavailable(Exception):
    """This machine lacks the libraries that draw PDFs."""


def as_pdf(template: str, context: Mapping[str, object], *, request: HttpRequest | None = None) -> bytes:
    """The template drawn as an accessible PDF. It finds the font at `font_url`. Raises PdfUnavailable."""
    try:
        # It needs Pango, which a small machine may not have.
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as error:
        raise PdfUnavailable(str(error)) from error
    # WeasyPrint lets Pillow take half a picture, in the whole process; an upload that broke off must stay refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    font = finders.find(FONT)
    words = {**context, "font_url": Path(font).as_uri() if isinstance(font, str) else ""}
    page = render_to_string(template, words, request=request)
    # Nothing that an editor writes may make the server fetch an address or read a file, but our own font.
    fetcher = URLFetcher(allowed_protocols={"data", "file"})
    fetch = fetcher.fetch
    fetcher.fetch = lambda url, *args, **kwargs: fetch(_permitted(url), *args, **kwargs)
    drawn: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return drawn


def _permitted(url: str) -> str:
    if url.startswith("data:") or url.endswith(FONT):
        return url
    raise ValueError(f"Not fetched: {url}")
