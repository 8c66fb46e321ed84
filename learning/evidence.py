"""How a completion is sealed, and how the chain of completions is checked. Pure functions over rows.

A row's hash covers every field of it and the hash before it, under one of EVIDENCE_KEYS (people/ledger), so that
altering, adding, removing or reordering any row breaks the chain there. Removing the last rows is found by the heads
that stand outside.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from people.ledger import chain
from people.ledger.keys import canonical

SEALED = (
    "number",
    "subject",
    "module_id",
    "module_title",
    "edition",
    "revision_id",
    "content_digest",
    "steps",
    "credits",
    "source",
    "completed_at",
    "address_given_at",
    "commitment",
    "key_id",
)


def seal(row: Any, previous_hash: str) -> str:
    """Return the hash of a completion (saved or not) after `previous_hash`. Raise KeyNotHere."""
    fields = {name: getattr(row, name) for name in SEALED}
    fields["subject"] = str(fields["subject"])
    for name, value in fields.items():
        if isinstance(value, datetime):
            fields[name] = value.astimezone(UTC).isoformat()
    return chain.seal(fields, previous_hash, row.key_id)


def commit(salt: str, person_id: int, certificate_code: str, name: str) -> str:
    """Return a commitment to whose a completion is and to its certificate. Without the salt nobody learns these."""
    return hashlib.sha256(f"{salt}\n{person_id}\n{certificate_code}\n{name}".encode()).hexdigest()


def content_digest(steps: list[Any]) -> str:
    return hashlib.sha256(canonical(steps).encode()).hexdigest()


def problems(rows: Iterable[Any], anchors: chain.Anchors) -> list[str]:
    """Return what is wrong with the chain, in words, each naming the row. `rows` come in order of their numbers."""
    return chain.problems(rows, seal, anchors=anchors)
