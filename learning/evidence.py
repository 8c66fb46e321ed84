"""The chain of evidence: how a row is sealed, and how it is checked. Pure functions over rows.

A row's hash covers every field of it and the hash before it (SHA-256 over canonical JSON), so that altering, removing
or reordering any row breaks the chain there. Removing the last rows is found by the anchors, which stand outside.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

FIRST = "0" * 64
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
    "commitment",
    "key_id",
)


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(row: Any, previous_hash: str) -> str:
    """The hash of a completion (saved or not) after `previous_hash`."""
    fields = {name: getattr(row, name) for name in SEALED}
    fields["subject"] = str(fields["subject"])
    fields["completed_at"] = fields["completed_at"].astimezone(UTC).isoformat()
    return hashlib.sha256(f"{previous_hash}\n{canonical(fields)}".encode()).hexdigest()


def commit(salt: str, person_id: int, certificate_code: str) -> str:
    """A commitment to whose a completion is and to its certificate. Whoever lacks the salt learns neither from it."""
    return hashlib.sha256(f"{salt}\n{person_id}\n{certificate_code}".encode()).hexdigest()


def content_digest(steps: list[Any]) -> str:
    return hashlib.sha256(canonical(steps).encode()).hexdigest()


def problems(rows: Iterable[Any], anchors: dict[int, str]) -> list[str]:
    """What is wrong with the chain, in words, each naming the row; an empty list if nothing is.

    `rows` in order of their numbers; `anchors` maps a count to the hash that the chain then ended with.
    """
    found, previous, expected = [], FIRST, 1
    for row in rows:
        if row.number != expected:
            found.append(_gap(expected, row.number))
        if row.previous_hash != previous and row.number == expected:
            found.append(f"Row {row.number} does not follow the row before it: one of the two was altered or moved.")
        if seal(row, row.previous_hash) != row.hash:
            found.append(f"Row {row.number} was altered.")
        if row.number in anchors and anchors[row.number] != row.hash:
            found.append(f"Row {row.number} is not the row that was anchored.")
        previous, expected = row.hash, row.number + 1
    longest = max(anchors, default=0)
    if longest >= expected:
        found.append(_gap(expected, longest + 1))
    return found


def problems_of_end(last: int, last_hash: str, noted: int, noted_hash: str) -> list[str]:
    """What is wrong between the last row and what is noted as the end of the chain."""
    if last < noted:
        return [_gap(last + 1, noted + 1)]
    if last > noted:
        return [f"Row {last} stands after row {noted}, which is noted as the end: it was not added by this software."]
    return [] if last_hash == noted_hash else [f"Row {last} is not the row that is noted as the end."]


def _gap(first: int, following: int) -> str:
    if following - first == 1:
        return f"Row {first} is missing."
    return f"Rows {first} to {following - 1} are missing." if following > first else f"Row {following} stands twice."
