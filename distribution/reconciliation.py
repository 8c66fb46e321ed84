"""Deliveries that figures count as handed over, against what was sealed when they were."""

from collections.abc import Iterator
from typing import Any

from distribution.enums import HANDED_OVER
from distribution.models import Delivery, DeliveryEvent
from people.ledger.chain import moment
from people.ledger.registry import Reconciliation, differences
from people.models import LedgerEntry

STREAM = "distribution"
FACTS = ("mailing", "person", "state", "at")


def problems() -> Iterator[str]:
    """3 queries. A figure for a past day is read from the events, so these are compared too."""
    sealed: dict[int, dict[str, Any]] = {}
    moves: set[tuple[int, str, str]] = set()
    entries = LedgerEntry.objects.filter(stream=STREAM).order_by("number").values_list("facts", flat=True)
    for facts in entries.iterator(chunk_size=2000):
        state, at = facts["state"], facts["at"]
        for pk, mailing, person in facts["rows"]:
            sealed[pk] = {"mailing": mailing, "person": person, "state": state, "at": at}
            moves.add((pk, state, at))
    yield from differences("Delivery", sealed, _rows(sealed))
    yield from _of_events(moves)


def _rows(sealed: dict[int, dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = Delivery.objects.order_by("pk").values_list("pk", "mailing", "person", "state", "state_at")
    for pk, mailing, person, state, at in rows.iterator(chunk_size=2000):
        if pk in sealed or state in HANDED_OVER:
            yield pk, {"mailing": mailing, "person": person, "state": state, "at": moment(at)}


def _of_events(moves: set[tuple[int, str, str]]) -> Iterator[str]:
    rows = DeliveryEvent.objects.filter(state__in=HANDED_OVER).order_by("pk").values_list("delivery", "state", "at")
    for pk, state, at in rows.iterator(chunk_size=2000):
        move = (pk, state, moment(at))
        if move in moves:
            moves.remove(move)
        else:
            yield f"An event of delivery {pk} says “{state}”, and the ledger doesn't: altered, added or put in twice."
    for pk, state, since in sorted(moves):
        yield f"Delivery {pk} has no event for “{state}” at {since}: it was altered or deleted."


RECONCILIATION = Reconciliation(STREAM, "Ledger of deliveries, row", problems)
