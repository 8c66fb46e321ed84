"""The names on one board: who is spelt alike, and who nearly."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from imports.kinds.contacts.known import principal
from people.models import Appointment
from people.names import folded, nearness


@dataclass(frozen=True)
class Near:
    row: Appointment
    why: str


class Board:
    """Looks names up without comparing each with each, however large the board."""

    def __init__(self, rows: Iterable[Appointment]) -> None:
        self.exact: dict[str, list[Appointment]] = defaultdict(list)
        self.of_person: dict[int, list[Appointment]] = defaultdict(list)
        for row in rows:
            self.of_person[principal(row).pk].append(row)
            for name in {row.person.full_name, principal(row).full_name} - {""}:
                self.exact[name].append(row)

    @cached_property
    def alike(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.exact:
            for key in _keys(name):
                found[key].add(name)
        return found

    def near(self, name: str) -> list[Near]:
        """Rows of names that may be the same, each with why: accents, initials, a middle name, one letter."""
        names: set[str] = set().union(*(self.alike.get(key, ()) for key in _keys(name)))
        found: dict[int, Near] = {}
        for other in sorted(names):
            why = nearness(name, other)
            if why:
                for row in self.exact[other]:
                    found.setdefault(row.pk, Near(row, why))
        return list(found.values())


def _keys(name: str) -> set[str]:
    """Two names that are near share one of these: the name less one letter, or family name and first initial."""
    plain = folded(name)
    words = plain.split()
    less = {plain[:n] + plain[n + 1 :] for n in range(len(plain))}
    return {plain, *less, *([f"{words[-1]}, {words[0][0]}"] if words else [])}


def has_ended(row: Appointment, today: date) -> bool:
    return row.ends_on is not None and row.ends_on < today
