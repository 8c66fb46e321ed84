"""Counts that must not point at a class: a count under 5 is not shown, and cannot be worked out from the others.

The tables of the officer and of the Board are one system of sums: schools make up their phase, phases and themes make
up a term, terms make up the year. A count under 5 is held back; then, in every sum in which exactly one count is held
back, so that it could be worked out, or in which those held back add up to so little that each must be 1, another one
is held back too. In the end no equation gives away a number. Nought is not held back: it says that nothing is known.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

SMALLEST = 5
Cell = Hashable


@dataclass(frozen=True)
class Sum:
    """`total` is the sum of `parts`; all are names of cells."""

    total: Cell
    parts: tuple[Cell, ...]


def held_back(counts: Mapping[Any, int], sums: list[Sum]) -> set[Cell]:
    """The cells that are not to be shown."""
    hidden = {cell for cell, count in counts.items() if 0 < count < SMALLEST}
    while True:
        more = _one_more(counts, sums, hidden)
        more = more if more is not None else _told_by_all_sums(counts, sums, hidden)
        if more is None:
            return hidden
        hidden.add(more)


def _one_more(counts: Mapping[Any, int], sums: list[Sum], hidden: set[Cell]) -> Cell | None:
    for each in sums:
        secret = [cell for cell in each.parts if cell in hidden]
        total_known = each.total not in hidden
        if total_known and secret:
            rest = sum(counts[cell] for cell in secret)
            if len(secret) == 1 or rest == len(secret):
                return _smallest_shown(counts, each, hidden)
        elif not total_known and not secret:  # the total is the sum of what is shown
            return _smallest_shown(counts, each, hidden)
    return None


def _smallest_shown(counts: Mapping[Any, int], each: Sum, hidden: set[Cell]) -> Cell:
    """Another part of the sum, the least of them; where there is none, the total itself."""
    shown = [cell for cell in each.parts if cell not in hidden and counts[cell] > 0]
    return min(shown, key=lambda cell: (counts[cell], str(cell))) if shown else each.total


def _told_by_all_sums(counts: Mapping[Any, int], sums: list[Sum], hidden: set[Cell]) -> Cell | None:
    """Whether all equations together give a hidden count away; then another cell to hold back."""
    order = sorted(hidden, key=str)
    place = {cell: number for number, cell in enumerate(order)}
    rows = []
    for each in sums:
        row = {place[cell]: 1 for cell in each.parts if cell in hidden}
        if each.total in hidden:
            row[place[each.total]] = row.get(place[each.total], 0) - 1
        if row:
            rows.append(row)
    given_away = {order[column] for column in _determined(rows)}
    if not given_away:
        return None
    own = [each for each in sums if given_away & {each.total, *each.parts}]
    around = [each for each in sums if hidden & {each.total, *each.parts}]
    for some in (own, around):  # nearest first: what else stands in the same sum, then in any that holds something back
        shown = {cell for each in some for cell in (*each.parts, each.total) if cell not in hidden and counts[cell] > 0}
        if shown:
            return min(shown, key=lambda cell: (counts[cell], str(cell)))
    return None


PRIME = 2_147_483_647


def _determined(rows: list[dict[int, int]]) -> set[int]:
    """Columns whose unknown has one value only: those alone in a row of the reduced echelon form (modulo a prime)."""
    done: dict[int, dict[int, int]] = {}  # pivot -> row, each fully reduced
    for given in rows:
        row = dict(given)
        for pivot in [column for column in row if column in done]:
            _subtract(row, done[pivot], row[pivot])
        rest = {column: value for column, value in row.items() if value}
        if not rest:
            continue
        pivot = min(rest)
        inverse = pow(rest[pivot], PRIME - 2, PRIME)
        reduced = {column: value * inverse % PRIME for column, value in rest.items()}
        for other in done.values():
            if other.get(pivot):
                _subtract(other, reduced, other[pivot])
        done[pivot] = reduced
    return {pivot for pivot, row in done.items() if [c for c, value in row.items() if value] == [pivot]}


def _subtract(row: dict[int, int], other: dict[int, int], times: int) -> None:
    for column, value in other.items():
        row[column] = (row.get(column, 0) - times * value) % PRIME
