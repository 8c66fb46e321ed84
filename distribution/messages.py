"""MIME: built once for a mailing, filled in for each recipient.

A body holds merge fields such as ⟦name⟧. Each part is encoded as quoted-printable (RFC 2045 section 6.7) around the
fields, with a soft line break on either side of each, so that a value can be encoded by itself and put in: whatever
the value holds, it stays a value, and no line grows past 76.
"""

import binascii
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

FIELD = re.compile(r"⟦([a-z_]+)⟧")
# The same in plain text, HTML and quoted-printable: most names and every link, which need no encoding then.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,:/@_-]{0,58}[A-Za-z0-9/]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def field(name: str) -> str:
    """The mark that a template puts where each recipient's own value goes."""
    return f"⟦{name}⟧"


@dataclass(frozen=True)
class Skeleton:
    """A message ready but for its recipient. `pieces` alternate: bytes, (field name, is HTML), bytes, …"""

    pieces: tuple

    def fill(self, values: dict[str, str]) -> bytes:
        """The whole message as bytes with CRLF line ends. A field without a value stays empty."""
        filled = []
        for piece in self.pieces:
            if isinstance(piece, bytes):
                filled.append(piece)
            elif piece[1] is None:
                filled.append(values[piece[0]].encode("ascii"))  # a header: validated before it came here
            else:
                filled.append(_encode(values.get(piece[0], ""), html=piece[1]))
        return b"".join(filled)


def build(
    *,
    sender: str,
    sender_name: str,
    subject: str,
    text: str,
    html: str,
    reply_to: str,
    list_id: str,
    at: datetime,
    calendar_method: str = "",
) -> Skeleton:
    """A skeleton whose headers `to`, `message_id` and `delivery` are filled in per recipient too.

    With a `calendar_method` the field `calendar` is the last part: an entry in base64 (RFC 6047 section 2.4).
    """
    boundary = f"=_{secrets.token_hex(12)}"
    headers = EmailMessage(policy=SMTP)
    local, _at, domain = sender.partition("@")
    headers["From"] = Address(sender_name, local, domain)
    headers["Subject"] = " ".join(CONTROL.sub("", subject).split())
    headers["Date"] = format_datetime(at)
    if reply_to:
        headers["Reply-To"] = reply_to
    headers["List-Id"] = list_id
    headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    headers["MIME-Version"] = "1.0"
    head = headers.as_bytes().rstrip(b"\r\n") + b"\r\n"
    pieces: list = [head, b"To: ", ("to", None), b"\r\nMessage-ID: ", ("message_id", None)]
    pieces += [b"\r\nX-Common-Ground-Delivery: ", ("delivery", None)]
    pieces.append(f'\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode())
    for subtype, body in (("plain", text), ("html", html)):
        if body:
            pieces.append(_part_head(boundary, subtype))
            pieces += _encode_around_fields(body, html=subtype == "html")
    if calendar_method:
        pieces += [_calendar_head(boundary, calendar_method), ("calendar", None)]
    pieces.append(f"\r\n--{boundary}--\r\n".encode())
    return Skeleton(tuple(_join_neighbours(pieces)))


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


def _encode_around_fields(body: str, *, html: bool) -> list:
    pieces: list = []
    for index, part in enumerate(FIELD.split(body)):
        if index % 2:
            pieces += [b"=\r\n", (part, html), b"=\r\n"]
        else:
            pieces.append(_quoted_printable(part))
    return pieces


def _encode(value: str, *, html: bool) -> bytes:
    if PLAIN.fullmatch(value):
        return value.encode()
    return _quoted_printable(escape(value) if html else value)


def _quoted_printable(text: str) -> bytes:
    plain = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return binascii.b2a_qp(plain.encode(), istext=True).replace(b"\n", b"\r\n")


def _join_neighbours(pieces: list):
    run = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            run += piece
            continue
        yield run
        yield piece
        run = b""
    yield run
