"""Printed packs at meetings, against what was sealed when a clerk recorded or withdrew them."""

from collections.abc import Iterator
from typing import Any

from governing_boards.models import Tabling
from people.ledger.chain import moment
from people.ledger.registry import Reconciliation, differences
from people.models import LedgerEntry

STREAM = "governing_boards"


def facts_of(row: Tabling) -> dict[str, Any]:
    """What figures count of a meeting, as the ledger holds it."""
    return {
        "briefing": row.briefing_id,
        "organisation": row.organisation_id,
        "on": row.on.isoformat(),
        "present": row.present,
        "seats": row.seats,
        "outcome": str(row.outcome),
        "recorded_at": moment(row.recorded_at),
        "withdrawn_at": moment(row.withdrawn_at) if row.withdrawn_at else None,
    }


def problems() -> Iterator[str]:
    """2 queries. The last entry about a meeting counts: it is recorded once and may be withdrawn once."""
    sealed = {}
    for facts in LedgerEntry.objects.filter(stream=STREAM).order_by("number").values_list("facts", flat=True):
        sealed[facts["tabling"]] = {name: value for name, value in facts.items() if name != "tabling"}
    rows = ((row.pk, facts_of(row)) for row in Tabling.objects.order_by("pk"))
    yield from differences("Printed pack", sealed, rows)


RECONCILIATION = Reconciliation(STREAM, "Ledger of printed packs, row", problems)
