"""How a head of the evidence is printed, and read again."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from people.models import LedgerEntry


def printed(head: LedgerEntry) -> str:
    """Return "12-5f3c…": the number and 64 digits."""
    return f"{head.number}-{head.hash}"


def moment_in_words(at: datetime) -> str:
    """Return "Friday 27 November 2026, 12:18pm"."""
    local = timezone.localtime(at)
    return (
        f"{date_format(local, 'l j F Y')}, {local:%I:%M%p}".replace(", 0", ", ").replace("AM", "am").replace("PM", "pm")
    )


def digest_in(text: str) -> str:
    """Return the hash in what somebody typed or copied from a report; "" if there is none. A PDF may break the line."""
    found = re.search(r"[0-9a-f]{64}$", re.sub(r"\s+", "", text).lower())
    return found.group() if found else ""
