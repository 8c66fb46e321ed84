"""Files with ranges, so that a film can be sought in: WhiteNoise's responder behind a view that checks first."""

import re
from http import HTTPStatus
from pathlib import Path

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, SlicedFile, StaticFile

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)$", re.ASCII)


class RangedFile(StaticFile):
    """WhiteNoise refuses a range of one byte, which players use to ask whether ranges work (RFC 9110 section 14)."""

    @staticmethod
    def parse_byte_range(range_header):
        """(start, end) of one range; a ValueError, for whatever is none, lets the whole file be sent."""
        match = ONE_RANGE.match(range_header.strip())
        if not match or not any(match.groups()):
            raise ValueError(range_header)
        first, last = match.groups()
        if not first and int(last) == 0:
            return (1, 0)  # the last no bytes: nothing to satisfy
        return (int(first), int(last) if last else None) if first else (-int(last), None)

    def get_range_response(self, range_header, base_headers, file_handle):
        headers = [item for item in base_headers if item[0] != "Content-Length"]
        size = int(dict(base_headers)["Content-Length"])
        start, end = self.get_byte_range(range_header, size)
        if start > end or start >= size:
            return self.get_range_not_satisfiable_response(file_handle, size)
        sliced = SlicedFile(file_handle, start, end) if file_handle is not None else None
        headers += [("Content-Range", f"bytes {start}-{end}/{size}"), ("Content-Length", str(end - start + 1))]
        return Response(HTTPStatus.PARTIAL_CONTENT, headers, sliced)


def serve_file(request, path: Path, content_type: str):
    """A response for GET and HEAD with ETag, Last-Modified and Range."""
    file = RangedFile(
        str(path),
        [
            ("Content-Type", content_type),
            ("Accept-Ranges", "bytes"),
            ("Cache-Control", "private, max-age=3600"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return WhiteNoiseMiddleware.serve(file, request)
