"""Attendance at workshops as figures count it, against what was sealed when it came from the presses at the door.

Places and presses themselves are not sealed: which kind of organisation a place counts for can be altered unseen.
"""

from collections.abc import Iterator
from typing import Any

from people.ledger.chain import moment
from people.ledger.registry import Reconciliation, differences
from people.models import LedgerEntry
from workshops.models import Attendance

STREAM = "workshops"


def facts_of(row: Attendance) -> dict[str, Any]:
    """What figures count of an attendance, as the ledger holds it."""
    return {
        "arrived_at": moment(row.arrived_at),
        "left_at": moment(row.left_at) if row.left_at else None,
        "minutes": row.minutes,
        "completion": row.completion.number if row.completion else None,
    }


def problems() -> Iterator[str]:
    """2 queries. The last entry about a place counts: attendance grows with each press, and one is taken back."""
    sealed: dict[int, dict[str, Any]] = {}
    entries = LedgerEntry.objects.filter(stream=STREAM).order_by("number").values_list("kind", "facts")
    for kind, facts in entries.iterator(chunk_size=2000):
        booking = facts["booking"]
        if kind == "taken_back":
            sealed.pop(booking, None)
        else:
            sealed[booking] = {name: value for name, value in facts.items() if name != "booking"}
    rows = Attendance.objects.select_related("completion").order_by("pk")
    yield from differences("Attendance", sealed, ((row.pk, facts_of(row)) for row in rows.iterator(chunk_size=2000)))


RECONCILIATION = Reconciliation(STREAM, "Ledger of attendance, row", problems)
