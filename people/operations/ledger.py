"""Writing to the ledger: the one function that does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from people.ledger.chain import seal_entry
from people.ledger.keys import newest_key
from people.models import LedgerEntry, LedgerHead


@transaction.atomic
def add_to_ledger(*, stream: str, kind: str, facts: Mapping[str, Any], now: datetime) -> LedgerEntry:
    """Seal facts that a figure counts, in the transaction that writes them. 3 queries, however many rows they tell of.

    The stream's last row is locked until that transaction ends: call it after every other lock of the app.
    """
    head = LedgerHead.objects.select_for_update().filter(stream=stream).first()
    if head is None:
        LedgerHead.objects.get_or_create(stream=stream)
        head = LedgerHead.objects.select_for_update().get(stream=stream)
    entry = LedgerEntry(
        stream=stream, number=head.count + 1, kind=kind, facts=facts, at=now, key_id=newest_key(),
        previous_hash=head.hash,
    )  # fmt: skip
    entry.hash = seal_entry(entry, head.hash)
    entry.save(force_insert=True)
    LedgerHead.objects.filter(stream=stream).update(count=entry.number, hash=entry.hash)
    return entry
