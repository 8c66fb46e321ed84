"""Calendar files: iCalendar (RFC 5545) as invitations by e-mail (RFC 5546, RFC 6047). Bytes in, nothing else.

Times stand in Europe/London with a VTIMEZONE of yearly rules, so that a calendar shows the same clock as the letter.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import icalendar

LONDON = ZoneInfo("Europe/London")
PRODUCT = "-//Common Ground//Workshops//EN"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
# The rules since 1981 and 1996, which hold until a law changes them.
ZONE = icalendar.Timezone.from_ical(
    """BEGIN:VTIMEZONE
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
END:VTIMEZONE""".replace("\n", "\r\n")
)


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
    calendar, row = icalendar.Calendar(), icalendar.Event()
    for name, value in (("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", method.value)):
        calendar.add(name, value)
    calendar.add_component(ZONE)
    row.add("UID", event.uid)
    row.add("SEQUENCE", event.sequence)
    row.add("DTSTAMP", at.astimezone(UTC))
    row.add("DTSTART", _moment(event.starts_at))
    row.add("DTEND", _moment(event.ends_at))
    row.add("SUMMARY", _text(event.summary))
    row.add("LOCATION", _text(event.location))
    row.add("DESCRIPTION", _text(event.description))
    if event.url:
        row.add("URL", event.url)
    row.add("ORGANIZER", _party(event.organizer))
    row.add("ATTENDEE", _party(event.attendee, ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE"))
    row.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    row.add("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE")
    calendar.add_component(row)
    written: bytes = calendar.to_ical()
    return written


def as_mail_part(content: bytes) -> str:
    """The file in base64, in lines of 76 with CRLF: what stands in the e-mail's calendar part."""
    text = base64.b64encode(content).decode()
    return "\r\n".join(text[start : start + 76] for start in range(0, len(text), 76))


def _moment(at: datetime) -> datetime:
    """By London's clock; in the hour that comes twice in October by UTC, which alone says which of the two it is."""
    local = at.astimezone(LONDON)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return at.astimezone(UTC) if twice else local


def _text(value: str) -> str:
    """Without what RFC 5545 has no place for; the library escapes the rest."""
    return CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _party(party: Party, **parameters: str) -> icalendar.vCalAddress:
    """RFC 5545 section 3.2: a name without what cannot stand in quotes. RFC 6868 would keep it, few read that."""
    address = icalendar.vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = " ".join(CONTROL.sub("", party.name).split()).replace('"', "'")
    address.params.update(parameters)
    return address
