"""Caption files: WebVTT or SRT, checked line by line, turned into the transcript and written anew as plain WebVTT.

What is stored and served is written by us from times and words alone: no markup, no styles, no notes.
"""

import html
import re
from collections.abc import Iterator
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST = 2_000_000  # bytes; an hour of captions is about 60,000
LONGEST_LINE = 1_000  # characters; a line of a caption has about 40
LAME_ARROW = re.compile(r"^\s*\d[\d:.,\w]*\s*(?:->|—>|–>|→|==>|=>)\s*\d")
TAG = re.compile(r"<[^>]*>")
PLACE = re.compile(r"\{\\[^}]*\}")  # {\an8} of an SRT file: where on the picture
STAMP = r"(?:\d{1,3}:)?[0-5]\d:[0-5]\d\.\d{3}"
TIMING = re.compile(rf"^\s*({STAMP})\s+-->\s+({STAMP})(?:\s.*)?$")
SRT_LINE = re.compile(r"^\s*\d{1,3}:\d{1,2}:\d{1,2},\d{1,3}\s*-->")
SRT_STAMP = r"(\d{1,3}:[0-5]\d:[0-5]\d)[,.](\d{1,3})"
SRT_TIMING = re.compile(rf"^\s*{SRT_STAMP}\s*-->\s*{SRT_STAMP}(?:\s.*)?$")
NOT_CUES = ("NOTE", "STYLE", "REGION")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\x85]")


class Cue(TypedDict):
    """One caption. Times are in seconds; `clock` is its start for people, "1:05"."""

    start: float
    end: float
    clock: str
    text: str


def read_cues(raw: bytes) -> list[Cue]:
    """The cues, in order. ValidationError names the line that is wrong."""
    return read_captions(raw)[0]


def read_captions(raw: bytes) -> tuple[list[Cue], bytes]:
    """(cues as `read_cues` gives them, the same captions as a WebVTT file of our own writing)."""
    if len(raw) > LARGEST:
        raise ValidationError(_("The caption file is too large. Captions are a short text file."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValidationError(
            _("Line %(line)s is not in UTF-8. Save the captions as UTF-8.") % {"line": line}
        ) from error
    lines = CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues: list[Cue] = []
    written, latest = ["WEBVTT\n"], 0.0
    for number, start, end, words in _cues(lines):
        if end <= start:
            raise ValidationError(_("Line %(line)s ends before it starts.") % {"line": number})
        if start < latest:
            raise ValidationError(_("Line %(line)s starts before the caption above it.") % {"line": number})
        latest = start
        plain = [line for line in (_plain(line) for line in words) if line]
        if plain:
            cues.append({"start": start, "end": end, "clock": _clock(start), "text": " ".join(plain)})
            written.append(f"\n{_stamp(start)} --> {_stamp(end)}\n" + "".join(f"{_escaped(line)}\n" for line in plain))
    if not cues:
        raise ValidationError(_("The caption file has no captions in it."))
    return cues, "".join(written).encode()


def _cues(lines: list[str]) -> Iterator[tuple[int, float, float, list[str]]]:
    """(number of the line with the times, start, end, lines of words) of each caption, in the file's order."""
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise ValidationError(
                _("Line %(line)s is too long. A caption has one or two short lines.") % {"line": number}
            )
        if LAME_ARROW.match(line):
            raise ValidationError(
                _("Line %(line)s needs the arrow --> between its two times, with two dashes.") % {"line": number}
            )
    is_srt = any(SRT_LINE.match(line) for line in [line for line in lines if line.strip()][:2])
    at = 0 if is_srt else _after_header(lines)
    while at < len(lines):
        block = at
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            at += 1
        if at >= len(lines) or "-->" not in lines[at]:
            _no_words_without_times(lines, block, at)
            at += 1
            continue
        number, (start, end) = at + 1, _times(lines[at], at + 1, is_srt)
        at += 1
        first = at
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            at += 1
        last = at
        if at < len(lines) and "-->" in lines[at] and lines[at - 1].strip().isdigit() and at - 1 > first:
            last = at - 1  # the next caption's number, where the empty line between them is missing
        yield number, start, end, lines[first:last]


def _after_header(lines: list[str]) -> int:
    if not re.match(r"WEBVTT(\s|$)", lines[0] if lines else ""):
        raise ValidationError(_("Line 1 must be WEBVTT."))
    at = 1
    while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
        at += 1
    return at


def _no_words_without_times(lines: list[str], first: int, end: int) -> None:
    if first < end and not lines[first].startswith(NOT_CUES) and not lines[first].strip().isdigit():
        raise ValidationError(_("Line %(line)s has no times above it.") % {"line": first + 1})


def _times(line: str, number: int, is_srt: bool) -> tuple[float, float]:
    match = (SRT_TIMING if is_srt else TIMING).match(line)
    if not match and is_srt:
        words = _("Line %(line)s is not a time like 00:00:01,000 --> 00:00:04,000.")
        raise ValidationError(words % {"line": number})
    if not match:
        raise ValidationError(_("Line %(line)s is not a time like 00:01.000 --> 00:04.000.") % {"line": number})
    if is_srt:
        start, start_ms, end, end_ms = match.groups()
        return _seconds(f"{start}.{start_ms:0>3}"), _seconds(f"{end}.{end_ms:0>3}")
    return _seconds(match[1]), _seconds(match[2])


def _plain(line: str) -> str:
    return " ".join(html.unescape(TAG.sub("", PLACE.sub("", line))).split())


def _escaped(line: str) -> str:
    """As WebVTT writes words; ">" too, so that no line can hold an arrow."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _stamp(seconds: float) -> str:
    rest = round(seconds * 1000)
    return f"{rest // 3_600_000:02}:{rest // 60_000 % 60:02}:{rest // 1000 % 60:02}.{rest % 1000:03}"


def _seconds(stamp: str) -> float:
    """ "01:02.500" as 62.5."""
    *hours, minutes, seconds = stamp.split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)
