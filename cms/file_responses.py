"""Files with ranges, so that a film can be sought in: for views that have checked first who may have them.

On the embedded default the server sends them itself. Where X_ACCEL_PREFIX is set, nginx does, once we have said yes.
"""

import io
import re
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import MissingFileError, Response, StaticFile

from cms.models import Film

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)$", re.ASCII)
# The parts of a film: which field, what it is.
PARTS = {
    "film.mp4": ("file", "video/mp4"),
    "small.mp4": ("small", "video/mp4"),
    "described.mp4": ("described", "video/mp4"),
    "signed.mp4": ("signed", "video/mp4"),
    "captions.vtt": ("captions", "text/vtt; charset=utf-8"),
    "poster.jpg": ("poster", "image/jpeg"),
}
PICTURES = {".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}
BLOCK = 64 * 1024  # bytes, where the kernel cannot send the file itself
KEPT_AN_HOUR, NOT_KEPT = "private, max-age=3600", "no-store"


Headers = list[tuple[str, str]]


class Slice(io.RawIOBase):
    """A part of a file. Read by whoever serves us; a server that knows how to (gunicorn) lets the kernel send it.

    For the kernel the file stands at the first byte, and Content-Length says how many: no byte passes through Python.
    """

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        super().__init__()
        self._file, self._left = file, end - start + 1
        file.seek(start)

    def fileno(self) -> int:
        return self._file.fileno()

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data = self._file.read(wanted) if wanted else b""
        self._left -= len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Where the kernel has left off; nobody reads on from there."""
        return self._file.seek(offset, whence)

    def close(self) -> None:
        self._file.close()
        super().close()


class RangedFile(StaticFile):
    """WhiteNoise refuses a range of one byte, which players use to ask whether ranges work (RFC 9110 section 14)."""

    @staticmethod
    def parse_byte_range(range_header: str) -> tuple[int, int | None]:
        """(start, end) of one range; a ValueError, for whatever is none, lets the whole file be sent."""
        match = ONE_RANGE.match(range_header.strip())
        if not match or not any(match.groups()):
            raise ValueError(range_header)
        first, last = match.groups()
        if not first and int(last) == 0:
            return (1, 0)  # the last no bytes: nothing to satisfy
        return (int(first), int(last) if last else None) if first else (-int(last), None)

    def get_response(self, method: str, request_headers: dict[str, str]) -> Response:
        if method != "GET" or not self._is_of_this_file(request_headers):
            # A range is asked for by GET alone; and half of an older file is no use (RFC 9110 sections 14.2, 13.1.5).
            request_headers = {name: value for name, value in request_headers.items() if name != "HTTP_RANGE"}
        return super().get_response(method, request_headers)

    def _is_of_this_file(self, request_headers: dict[str, str]) -> bool:
        condition = request_headers.get("HTTP_IF_RANGE")
        return condition is None or condition in (self.etag, dict(self.alternatives[0][2]).get("Last-Modified"))

    def is_not_modified(self, request_headers: dict[str, str]) -> bool:
        """A browser may name several that it has, or any (RFC 9110 section 13.1.2)."""
        known = request_headers.get("HTTP_IF_NONE_MATCH")
        if known is None:
            return bool(super().is_not_modified(request_headers))
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or self.etag in tags

    def get_range_response(self, range_header: str, base_headers: Headers, file_handle: IO[bytes] | None) -> Response:
        headers = [item for item in base_headers if item[0] != "Content-Length"]
        size = int(dict(base_headers)["Content-Length"])
        start, end = self.get_byte_range(range_header, size)
        if start > end or start >= size:
            return self.get_range_not_satisfiable_response(file_handle, size)
        sliced = Slice(file_handle, start, end) if file_handle is not None else None
        headers += [("Content-Range", f"bytes {start}-{end}/{size}"), ("Content-Length", str(end - start + 1))]
        return Response(HTTPStatus.PARTIAL_CONTENT, headers, sliced)


def serve_part(request: HttpRequest, film: Film, part: str, *, kept: str = KEPT_AN_HOUR) -> HttpResponseBase:
    """A part of a film by its public name, for a request that may have it. Http404 if there is none."""
    if part not in PARTS:
        raise Http404
    field, content_type = PARTS[part]
    return serve_stored(request, getattr(film, field), content_type, kept=kept)


def serve_stored(
    request: HttpRequest, stored: FieldFile, content_type: str, *, kept: str = KEPT_AN_HOUR, name: str = ""
) -> HttpResponseBase:
    """A file of the store: GET and HEAD with ETag, Last-Modified and Range. `name` makes it a download."""
    headers = [
        ("Content-Type", content_type),
        ("Cache-Control", kept),
        ("X-Content-Type-Options", "nosniff"),
        *([("Content-Disposition", f'attachment; filename="{name}"')] if name else []),
    ]
    try:
        path = Path(stored.path)
    except ValueError as error:  # there is none
        raise Http404 from error
    if settings.X_ACCEL_PREFIX:
        return _handed_to_nginx(path, headers)
    try:
        file = RangedFile(str(path), [*headers, ("Accept-Ranges", "bytes")])
    except MissingFileError as error:
        raise Http404 from error
    response: FileResponse = WhiteNoiseMiddleware.serve(file, request)
    response.block_size = BLOCK
    return response


def _handed_to_nginx(path: Path, headers: Headers) -> HttpResponse:
    """nginx answers ranges, HEAD and conditions itself, from the file that an internal address of its own leads to."""
    response = HttpResponse()
    for name, value in headers:
        response[name] = value
    inside = path.relative_to(default_storage.path("")).as_posix()
    response["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX.rstrip("/") + "/" + quote(inside)
    return response
