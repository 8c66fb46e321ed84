"""What Django checks at the start: whether Python's own mail library is one that headers can be smuggled through."""

from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from django.core.checks import CheckMessage, Warning

SMUGGLED = "Probe"
PROBE = f"=?utf-8?q?x=0d=0a{SMUGGLED}:_1?="


def library_is_safe() -> bool:
    """Whether Python's generator keeps an encoded word with a line break in its header (CVE-2024-6923)."""
    message = EmailMessage(policy=SMTP)
    try:
        message["Subject"] = PROBE
        return f"\n{SMUGGLED}".encode() not in message.as_bytes()
    except (MessageError, ValueError):  # refused, as it should be
        return True


def check_mail_library(**_kwargs: Any) -> list[CheckMessage]:
    if library_is_safe():
        return []
    return [
        Warning(
            "This Python's mail library lets headers be smuggled into a message (CVE-2024-6923). Our own messages "
            "aren't written with it, so they are safe.",
            hint="Use Python 3.11.10, 3.12.5 or later, for whatever else sends mail from this machine.",
            id="distribution.W001",
        )
    ]
