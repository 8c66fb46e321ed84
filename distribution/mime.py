"""MIME: built once for a mailing, filled in for each recipient.

A body holds merge fields such as ⟦name⟧. Each part is encoded as quoted-printable (RFC 2045 section 6.7) around the
fields, with a soft line break on either side of each, so that a value can be encoded by itself and put in: whatever
the value holds, it stays a value, and no line grows past 76.

Headers are written here too, and never by Python's `EmailMessage`: before 3.11.10 it turns an encoded word with a line
break into a header of its own (CVE-2024-6923). distribution/checks.py warns of such a Python.
"""

import binascii
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, quote
from html import escape

from distribution.merge_fields import BRACKET, FIELD

# The same in plain text, HTML and quoted-printable: most names and every link, which need no encoding then.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,:/@_-]{0,58}[A-Za-z0-9/]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
LONGEST_PLAIN_LINE = 250  # longer ones are folded, as encoded words; a line has at most 998 bytes

LONGEST_ENCODED_LINE = 76  # RFC 2047 section 2
TYPED_BRACKET = "\x00"  # while a body is taken apart; no text that is sent holds one

Slot = Callable[[dict[str, str]], bytes]


@dataclass(frozen=True)
class Skeleton:
    """A message ready but for its recipient: bytes, and slots that make bytes of the recipient's values."""

    pieces: tuple[bytes | Slot, ...]

    def fill(self, values: dict[str, str]) -> bytes:
        """The whole message as bytes with CRLF line ends. A field without a value stays empty."""
        return b"".join([piece if isinstance(piece, bytes) else piece(values) for piece in self.pieces])


def build(
    *,
    sender: Address,
    subject: str,
    text: str,
    html: str,
    reply_to: str,
    list_id: str,
    at: datetime,
    calendar_method: str = "",
) -> Skeleton:
    """A skeleton whose headers `to`, `message_id` and `delivery` are filled in per recipient too.

    A value `subject` takes the place of the subject. With a `calendar_method` the field `calendar` is the last part: an
    entry in base64 (RFC 6047 section 2.4).
    """
    boundary = f"=_{secrets.token_hex(12)}"
    others = {"Date": format_datetime(at), **({"Reply-To": reply_to} if reply_to else {}), "List-Id": list_id}
    others |= {"Auto-Submitted": "auto-generated", "MIME-Version": "1.0"}  # RFC 3834: no out-of-office answers
    pieces: list[bytes | Slot] = [b"From: ", _sender(sender), b"\r\nSubject: ", _subject(subject), b"\r\n"]
    pieces += [_headers(others), b"To: ", _ready("to"), b"\r\nMessage-ID: ", _ready("message_id")]
    pieces += [b"\r\nX-Common-Ground-Delivery: ", _ready("delivery")]
    pieces.append(f'\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode())
    for subtype, body in (("plain", text), ("html", html)):
        if body:
            pieces.append(_part_head(boundary, subtype))
            pieces += _encode_around_fields(body, html=subtype == "html")
    if calendar_method:
        pieces += [_calendar_head(boundary, calendar_method), _ready("calendar")]
    pieces.append(f"\r\n--{boundary}--\r\n".encode())
    return Skeleton(tuple(_join_neighbours(pieces)))


def _headers(values: dict[str, str]) -> bytes:
    """Values that hold nothing to encode: addresses, a date, words of ours. Raises UnicodeEncodeError otherwise."""
    return "".join(f"{name}: {_one_line(value)}\r\n" for name, value in values.items()).encode("ascii")


def _ready(name: str) -> Slot:
    """A value that was validated before it came here."""
    return lambda values: values[name].encode("ascii")


def _subject(common: str) -> Slot:
    encoded = encoded_subject(common)
    return lambda values: encoded_subject(own) if (own := values.get("subject")) else encoded


def encoded_subject(subject: str) -> bytes:
    """A subject as its header holds it (RFC 2047): as it is, or encoded whole, blanks included.

    What looks like an encoded word is encoded too, so that it arrives as it was typed. Python's own policy would decode
    it, and encodes single words, whose blanks get lost or doubled.
    """
    line = _one_line(subject)
    return line.encode() if _needs_no_encoding(line) else _encoded_words(line, "Subject")


def _sender(sender: Address) -> bytes:
    name = _one_line(sender.display_name)
    words = f'"{quote(name)}"'.encode() if _needs_no_encoding(name) else _encoded_words(name, "From") + b"\r\n"
    return words + f" <{sender.addr_spec}>".encode()


def _one_line(text: str) -> str:
    return " ".join(CONTROL.sub("", text).split())


def _needs_no_encoding(line: str) -> bool:
    return line.isascii() and "=?" not in line and len(line) <= LONGEST_PLAIN_LINE


def _encoded_words(line: str, header_name: str) -> bytes:
    header = Header(line, "utf-8", maxlinelen=LONGEST_ENCODED_LINE, header_name=header_name)
    return header.encode(linesep="\r\n").encode("ascii")


def message_id(delivery_id: int, domain: str, mark: str) -> str:
    """The same for every attempt at one delivery, so that a receiver can tell a repetition."""
    return f"<delivery.{delivery_id}.{mark}@{domain}>"


def dot_stuffed(message: bytes) -> bytes:
    """RFC 5321 section 4.5.2: a line that starts with a dot gets another, and the message ends with a lone one."""
    return (b"\n" + message).replace(b"\n.", b"\n..")[1:] + b".\r\n"


def _part_head(boundary: str, subtype: str) -> bytes:
    return (
        f"\r\n--{boundary}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()


def _calendar_head(boundary: str, method: str) -> bytes:
    return (
        f"\r\n--{boundary}\r\nContent-Type: text/calendar; charset=utf-8; method={method}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode()


def _encode_around_fields(body: str, *, html: bool) -> list[bytes | Slot]:
    pieces: list[bytes | Slot] = []
    body = CONTROL.sub("", body).replace(f"⟦{BRACKET}⟧", TYPED_BRACKET)
    for index, part in enumerate(FIELD.split(body)):
        if index % 2:
            pieces += [b"=\r\n", _encoded(part, html=html), b"=\r\n"]
        else:
            pieces.append(_quoted_printable(part.replace(TYPED_BRACKET, "⟦")))
    return pieces


def _encoded(name: str, *, html: bool) -> Slot:
    return lambda values: _encode(values.get(name, ""), html=html)


def _encode(value: str, *, html: bool) -> bytes:
    if PLAIN.fullmatch(value):
        return value.encode()
    return _quoted_printable(escape(value) if html else value)


def _quoted_printable(text: str) -> bytes:
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return binascii.b2a_qp(plain.encode(), istext=True).replace(b"\n", b"\r\n")


def _join_neighbours(pieces: list[bytes | Slot]) -> Iterator[bytes | Slot]:
    run = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            run += piece
            continue
        yield run
        yield piece
        run = b""
    yield run
