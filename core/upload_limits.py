"""What is too large for any form of ours is refused before it is read, and fills no disk."""

from typing import IO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 2 * 2**30  # bytes: a film
BESIDES = 50 * 2**20  # bytes for a picture, captions and the form itself


class NothingLarger(FileUploadHandler):
    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > 3 * LARGEST + BESIDES:  # a film, one described, one signed
            raise RequestDataTooBig("The upload is larger than this site takes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start > LARGEST + BESIDES:
            raise RequestDataTooBig("The file is larger than this site takes.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
