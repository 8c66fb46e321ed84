"""How rows are chained by their hashes, and how a chain is checked. Pure functions over rows.

A row has `number`, `key_id`, `previous_hash` and `hash`; its hash covers its fields and the hash of the row before.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from people.ledger.keys import KeyNotHere, canonical, keyed_hash

FIRST = "0" * 64
Seal = Callable[[Any, str], str]  # (row, the hash before it): its hash. May raise KeyNotHere
Anchors = Mapping[int, str]  # {number of a row: the hash that was noted of it}
LEDGER_FIELDS = ("stream", "number", "kind", "facts", "key_id")


def moment(at: datetime) -> str:
    """Return a moment as facts of the ledger hold it: ISO 8601, UTC."""
    return at.astimezone(UTC).isoformat()


def seal(fields: Mapping[str, Any], previous_hash: str, key_id: str) -> str:
    return keyed_hash(f"{previous_hash}\n{canonical(fields)}", key_id)


def seal_entry(entry: Any, previous_hash: str) -> str:
    """Return the hash of an entry of the ledger (saved or not) after `previous_hash`. Raise KeyNotHere."""
    fields = {name: getattr(entry, name) for name in LEDGER_FIELDS}
    return seal(fields | {"at": moment(entry.at)}, previous_hash, entry.key_id)


def problems(rows: Iterable[Any], seal_of: Seal, *, anchors: Anchors, label: str = "Row") -> list[str]:
    """Return what is wrong with the chain, in words, each naming the row. `rows` come in order of their numbers."""
    found: list[str] = []
    unchecked: dict[str, list[int]] = {}
    previous, expected = FIRST, 1
    for row in rows:
        if row.number != expected:
            found.append(_gap(label, expected, row.number))
        if row.previous_hash != previous and row.number == expected:
            found.append(
                f"{label} {row.number} does not follow the row before it: one of the two was altered or moved."
            )
        try:
            if seal_of(row, row.previous_hash) != row.hash:
                found.append(f"{label} {row.number} was altered.")
        except KeyNotHere as missing:
            unchecked.setdefault(missing.key_id, []).append(row.number)
        if row.number in anchors and anchors[row.number] != row.hash:
            found.append(f"{label} {row.number} is not the row that was anchored.")
        previous, expected = row.hash, row.number + 1
    longest = max(anchors, default=0)
    if longest >= expected:
        found.append(_gap(label, expected, longest + 1))
    return found + [_not_checked(label, key_id, numbers) for key_id, numbers in unchecked.items()]


def _not_checked(label: str, key_id: str, numbers: list[int]) -> str:
    which = f"{label} {numbers[0]}" if len(numbers) == 1 else f"{label}s {numbers[0]} to {numbers[-1]}"
    return f"{which}: sealed with key “{key_id}”, which is not here. {len(numbers)} can't be checked."


def problems_of_end(last: int, last_hash: str, noted: int, noted_hash: str, *, label: str = "Row") -> list[str]:
    """Return what is wrong between the last row and what is noted as the end of the chain."""
    if last < noted:
        return [_gap(label, last + 1, noted + 1)]
    if last > noted:
        return [
            f"{label} {last} stands after {label.lower()} {noted}, which is noted as the end: "
            "it was not added by this software."
        ]
    return [] if last_hash == noted_hash else [f"{label} {last} is not the row that is noted as the end."]


def _gap(label: str, first: int, following: int) -> str:
    if following - first == 1:
        return f"{label} {first} is missing."
    if following > first:
        return f"{label}s {first} to {following - 1} are missing."
    return f"{label} {following} stands twice."
