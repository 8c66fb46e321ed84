"""What a file says about an appointment, what we hold, and whose word stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from imports.kinds.planning import Values
from people.enums import SAID_BY_A_PERSON, Role
from people.models import Appointment, Organisation, Person

OF_PERSON = ("title", "given_name", "family_name", "email")
DATES = ("starts_on", "ends_on")


@dataclass(slots=True)
class GovernanceRow:
    """What a file says about one appointment. Values are as JSON has them; columns that it lacks leave ours alone."""

    line: int
    gid: str
    organisation: int | str  # its key, or "UID 123" for a trust that the same file creates
    organisation_name: str
    role: str
    title: str
    given_name: str
    family_name: str
    starts_on: str | None
    ends_on: str | None
    extra: Values = field(default_factory=dict)  # appointing_body, ward, email: where the file has them

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def label(self) -> str:
        return f"{self.full_name}, {_role(self.role)}, {self.organisation_name}"

    def values(self) -> Values:
        return {
            "gid": self.gid,
            "organisation": self.organisation,
            "role": self.role,
            "title": self.title,
            "given_name": self.given_name,
            "family_name": self.family_name,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
            **self.extra,
        }


@cache
def _role(role: str) -> str:
    return str(Role(role).label)


class Held(NamedTuple):
    """What we hold about one appointment. Models of it and its person would cost more than all the comparing."""

    pk: int
    gid: str
    organisation: int
    role: str
    starts_on: date | None
    ends_on: date | None
    appointing_body: str
    ward: str
    source: str
    said_at: datetime | None
    registered: Values | None
    extract_on: date | None
    title: str
    given_name: str
    family_name: str
    email: str | None
    match_name: str
    named_at: datetime | None
    email_verified_at: datetime | None

    def values(self, names: Iterable[str]) -> Values:
        """By field, as JSON has it."""
        found = {name: getattr(self, name) for name in names}
        for name in DATES:
            if found.get(name):
                found[name] = found[name].isoformat()
        return found

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


OF_HELD = [
    f"person__{name}" if name in (*OF_PERSON, "match_name", "named_at", "email_verified_at") else name
    for name in Held._fields
]


def held_values(row: Appointment, names: Iterable[str]) -> Values:
    """What we hold, by field, as JSON has it."""
    held = {}
    for name in names:
        source = row.person if name in OF_PERSON else row
        value = getattr(source, f"{name}_id" if name == "organisation" else name)
        held[name] = value.isoformat() if isinstance(value, date) else value
    return held


def believed_in(row: Held | Appointment, person: Held | Person) -> set[str]:
    """Fields in which a person's word stands: the file asks, and does not overwrite."""
    believed = {"role", "starts_on", "ends_on", "organisation"} if row.source in SAID_BY_A_PERSON else set()
    if person.named_at:
        believed |= {"title", "given_name", "family_name"}
    if person.email_verified_at:
        believed.add("email")
    return believed


class Place(NamedTuple):
    """An organisation as a file may name it, and the one that carries it on since `closed_on`."""

    pk: int | str
    name: str
    closed_on: date | None = None
    successor: int | None = None
    successor_name: str = ""

    def on_board(self, ends: date | None) -> tuple[int | str, str]:
        """(key, name) of the board on which a term with this last day counts."""
        if self.successor and (ends is None or ends > (self.closed_on or date.min)):
            return self.successor, self.successor_name
        return self.pk, self.name


def organisations_by_number() -> tuple[dict[str, Place], dict[str, Place]]:
    """({URN: place}, {UID: place})"""
    urns, uids = {}, {}
    rows = Organisation.objects.values_list("urn", "uid", "pk", "name", "closed_on", "successor", "successor__name")
    for urn, uid, pk, name, closed_on, successor, successor_name in rows.iterator():
        place = Place(pk, name, closed_on, successor, successor_name)
        if urn:
            urns[urn] = place
        if uid:
            uids[uid] = place
    return urns, uids
