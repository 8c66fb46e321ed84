"""What a line of a sheet holds, as it was kept for writing."""

from collections.abc import Iterable
from datetime import date

from imports.kinds.planning import StalePlan, Values
from imports.models import ImportEntry
from people.enums import Role

TERM = ("starts_on", "ends_on", "role")
DOES = {"organisation", "email", "shared_address", "joined", *TERM}


def carried_out(entries: Iterable[ImportEntry]) -> list[ImportEntry]:
    """Entries that change something: a disagreement alone changes nothing."""
    return [entry for entry in entries if DOES & set(entry.after)]


def makes_person(entry: ImportEntry) -> bool:
    return "family_name" in entry.after


def stale(entry: ImportEntry) -> StalePlan:
    return StalePlan(f"{entry.subject} (line {entry.line}) has changed since.")


def full_name(after: Values) -> str:
    return f"{after['given_name']} {after['family_name']}".strip()


def as_json(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def as_value(name: str, text: str | None) -> Role | date | None:
    """The value of a field of TERM. A role is never empty."""
    return Role(text or "") if name == "role" else day(text)
