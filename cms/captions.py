"""Caption files: WebVTT, checked line by line, and turned into the transcript."""

import html
import io
import re

import webvtt
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LAME_ARROW = re.compile(r"^\s*\d[\d:.,\w]*\s*(?:->|—>|–>|→|==>|=>)\s*\d")
LARGEST = 2_000_000  # bytes; an hour of captions is about 60,000
TAG = re.compile(r"<[^>]*>")
TIMING = re.compile(r"^\s*((?:\d+:)?\d{2}:\d{2}\.\d{3})\s+-->\s+((?:\d+:)?\d{2}:\d{2}\.\d{3})(?:\s.*)?$")


def read_cues(raw: bytes) -> list[dict]:
    """Cues as [{start, end, clock, text}], times in seconds, in order. ValidationError names the line that is wrong."""
    if len(raw) > LARGEST:
        raise ValidationError(_("The caption file is too large. Captions are a short text file."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ValidationError(
            _("Line %(line)s is not in UTF-8. Save the captions as UTF-8.") % {"line": line}
        ) from error
    _check_lines(text)
    try:
        parsed = webvtt.from_buffer(io.StringIO(text))
    except webvtt.errors.MalformedFileError as error:
        raise ValidationError(_("This is not a WebVTT file. Its first line must be WEBVTT.")) from error
    cues = [_cue(caption) for caption in parsed]
    cues = [cue for cue in cues if cue["text"]]
    if not cues:
        raise ValidationError(_("The caption file has no captions in it."))
    return cues


def _cue(caption) -> dict:
    start = _seconds(caption.start)
    words = " ".join(html.unescape(TAG.sub("", caption.text)).split())
    return {"start": start, "end": _seconds(caption.end), "clock": _clock(start), "text": words}


def _check_lines(text: str) -> None:
    lines = text.splitlines()
    if not lines or not lines[0].startswith("WEBVTT"):
        raise ValidationError(_("Line 1 must be WEBVTT."))
    latest = 0.0
    for number, line in enumerate(lines, start=1):
        if LAME_ARROW.match(line):
            raise ValidationError(
                _("Line %(line)s needs the arrow --> between its two times, with two dashes.") % {"line": number}
            )
        if "-->" not in line:
            continue
        match = TIMING.match(line)
        if not match:
            raise ValidationError(_("Line %(line)s is not a time like 00:01.000 --> 00:04.000.") % {"line": number})
        start, end = (_seconds(t) for t in match.groups())
        if end <= start:
            raise ValidationError(_("Line %(line)s ends before it starts.") % {"line": number})
        if start < latest:
            raise ValidationError(_("Line %(line)s starts before the caption above it.") % {"line": number})
        latest = start


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _seconds(stamp: str) -> float:
    """ "01:02.500" as 62.5."""
    *hours, minutes, seconds = stamp.split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)
