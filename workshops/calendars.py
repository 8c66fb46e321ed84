"""Calendar files: iCalendar (RFC 5545) as invitations by e-mail (RFC 5546, RFC 6047). Bytes in, nothing else.

Times stand in Europe/London with a VTIMEZONE of yearly rules, so that a calendar shows the same clock as the letter.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
PRODUCT = "-//Common Ground//Workshops//EN"
OCTETS_IN_A_LINE = 75
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
# The rules since 1981 and 1996, which hold until a law changes them.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE""".split("\n")


class Method(StrEnum):
    REQUEST = "REQUEST"  # to invite, and to move
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"  # to take away as a file


@dataclass(frozen=True)
class Party:
    name: str
    address: str


@dataclass(frozen=True)
class Event:
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    organizer: Party
    attendee: Party
    url: str = ""


def calendar_file(event: Event, *, method: Method, at: datetime) -> bytes:
    """One VEVENT as UTF-8 with CRLF line ends, folded at 75 octets. `at` is the moment of writing."""
    cancelled = method == Method.CANCEL
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *ZONE,
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        _moment("DTSTART", event.starts_at),
        _moment("DTEND", event.ends_at),
        f"SUMMARY:{_text(event.summary)}",
        f"LOCATION:{_text(event.location)}",
        f"DESCRIPTION:{_text(event.description)}",
        *([f"URL:{event.url}"] if event.url else []),
        f"ORGANIZER;CN={_parameter(event.organizer.name)}:mailto:{event.organizer.address}",
        f"ATTENDEE;CN={_parameter(event.attendee.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
        f":mailto:{event.attendee.address}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if cancelled else 'OPAQUE'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def as_mail_part(content: bytes) -> str:
    """The file in base64, in lines of 76 with CRLF: what stands in the e-mail's calendar part."""
    text = base64.b64encode(content).decode()
    return "\r\n".join(text[start : start + 76] for start in range(0, len(text), 76))


def _moment(name: str, at: datetime) -> str:
    local = at.astimezone(LONDON)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        # The hour that comes twice in October: only UTC says which of the two.
        return f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};TZID=Europe/London:{local:%Y%m%dT%H%M%S}"


def _text(value: str) -> str:
    """RFC 5545 section 3.3.11."""
    plain = CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _parameter(value: str) -> str:
    """RFC 5545 section 3.2: quoted, and without what cannot stand in quotes. RFC 6868 would keep it, few read that."""
    plain = " ".join(CONTROL.sub("", value).split()).replace('"', "'")
    return f'"{plain}"'


def _folded(line: str) -> bytes:
    """RFC 5545 section 3.1, never within a letter."""
    pieces, piece, room = [], b"", OCTETS_IN_A_LINE
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece, room = b"", OCTETS_IN_A_LINE - 1  # the space that follows counts
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
