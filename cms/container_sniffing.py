"""Containers of films, told by their first bytes and by the sizes that they announce.

The name of a file says nothing. Only containers that are named here are opened, each by its own demuxer, so that a
text file can never be taken for a playlist that names other files.
"""

from typing import IO

MP4 = "mov"  # ffmpeg's demuxer for MP4 and QuickTime (ISO/IEC 14496-12, section 4.2)
QUICKTIME_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
MATROSKA_HEAD = b"\x1a\x45\xdf\xa3"  # EBML (RFC 8794); WebM too
MATROSKA_SEGMENT = b"\x18\x53\x80\x67"
WINDOWS_MEDIA = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
TRANSPORT_PACKETS = (188, 192)  # the second with 4 bytes of time before each, as camcorders write (M2TS)


def container_of(file: IO[bytes]) -> str | None:
    """ffmpeg's name of the demuxer for what the bytes are, or None if it is no container of films that we take."""
    file.seek(0)
    head = file.read(1024)
    if head[4:8] in QUICKTIME_BOXES:
        return MP4
    if head.startswith(MATROSKA_HEAD):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    if head.startswith(WINDOWS_MEDIA):
        return "asf"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"FLV\x01"):
        return "flv"
    if head.startswith(b"\x00\x00\x01\xba"):
        return "mpeg"
    for packet in TRANSPORT_PACKETS:
        first = packet - 188
        if len(head) > first + 2 * packet and all(head[first + n * packet] == 0x47 for n in range(3)):
            return "mpegts"
    return None


def looks_like_mp4(file: IO[bytes]) -> bool:
    """The file says that it is one: its first box is "ftyp"."""
    file.seek(0)
    return file.read(8)[4:] == b"ftyp"


def is_cut_short(file: IO[bytes], container: str) -> bool:
    """Whether the file ends before what its own sizes announce, as after an upload that broke off."""
    if container == MP4:
        return not is_whole_mp4(file)
    length = file.seek(0, 2)
    file.seek(0)
    head = file.read(4096)
    if container == "avi":
        return int.from_bytes(head[4:8], "little") + 8 > length + 1
    if container == "matroska":
        end = _end_of_segment(head)
        return end is not None and end > length
    return False


def is_whole_mp4(file: IO[bytes]) -> bool:
    """False if the last of the file's boxes ends beyond the file, as after an upload that broke off."""
    file.seek(0, 2)
    length = file.tell()
    start = 0
    while start < length:
        file.seek(start)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1:  # a long box has its size in 64 bits behind its name
            size = int.from_bytes(head[8:16], "big")
        if size == 0:  # this box reaches to the end
            return True
        if len(head) < 8 or size < 8:
            return False
        start += size
    return start == length


def _end_of_segment(head: bytes) -> int | None:
    """Where the one big element of a Matroska file ends, or None where its writer did not know (a live recording)."""
    size, width = _ebml_size(head, len(MATROSKA_HEAD))
    start = len(MATROSKA_HEAD) + width + (size or 0)
    if size is None or head[start : start + 4] != MATROSKA_SEGMENT:
        return None
    size, width = _ebml_size(head, start + 4)
    return None if size is None else start + 4 + width + size


def _ebml_size(data: bytes, at: int) -> tuple[int | None, int]:
    """(size, bytes that it takes); all ones mean "not known"."""
    if at >= len(data) or data[at] == 0:
        return None, 1
    width = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + width], "big") & ((1 << (7 * width)) - 1)
    return (None if value == (1 << (7 * width)) - 1 else value), width
