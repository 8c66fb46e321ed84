"""Somebody new on a board: one of whom we know already, or a new person."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from people.addresses import normal_address
from people.audit.actions import APPOINTMENT_ADDED
from people.enums import Role, Source
from people.models import Appointment, Organisation, Person
from people.names import nearness
from people.operations.appointments import EndsBeforeItStarts
from people.operations.audit import record_audit
from people.operations.contact_details import AddressTaken, same_name


class NamesakeOnBoard(ValueError):
    """Somebody of this name, or nearly, sits there already. `names` are theirs: the same person, or another?"""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Already there: {', '.join(names)}.")
        self.names = names


class NobodyNamed(ValueError):
    """An appointment needs a name."""


@dataclass(frozen=True, kw_only=True)
class Joiner:
    """Somebody new on a board, as a person names them.

    `share`: a couple shares the address. The post goes there, and it goes on signing in the other one alone.
    `somebody_else`: it is not the one of nearly that name who sits there. Nobody silently becomes two.
    """

    given_name: str
    family_name: str
    title: str = ""
    address: str = ""
    share: bool = False
    somebody_else: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, kw_only=True)
class Term:
    """What a joiner will be, and from when to when, as far as it is known."""

    role: Role
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def add_appointment(
    *, organisation: Organisation, joiner: Joiner, term: Term, by: Person | None, source: Source, now: datetime
) -> Appointment:
    """A joiner. An address that we know under the same name is that person; under another name it is refused.

    What is down already for that time, now or to come, is returned as it stands.
    Raises AddressTaken, NamesakeOnBoard, NobodyNamed, EndsBeforeItStarts.
    """
    if not joiner.full_name:
        raise NobodyNamed("Give a name.")
    if term.starts_on and term.ends_on and term.ends_on < term.starts_on:
        raise EndsBeforeItStarts(f"{term.ends_on:%d/%m/%Y} is before {term.starts_on:%d/%m/%Y}.")
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two presses at once come one after the other
    there = _at_that_time(organisation, term.starts_on, term.ends_on, timezone.localdate(now))
    person = _person_who_joins(joiner, there, now)
    same = there.filter(person__in=Person.objects.with_aliases(person), role=term.role)
    found = same.order_by("starts_on", "pk").first()
    if found:
        return found  # the same press twice
    row = Appointment.objects.create(
        person=person,
        organisation=organisation,
        role=term.role,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        source=source,
        said_at=now,
        recorded_at=now,
    )
    record_audit(action=APPOINTMENT_ADDED, about=row, by=by, now=now)
    return row


def _person_who_joins(joiner: Joiner, there: QuerySet[Appointment], now: datetime) -> Person:
    """Whom the address signs in, if they are called so; else somebody new."""
    address = normal_address(joiner.address)
    holder = Person.objects.filter(email=address).select_related("canonical").first() if address else None
    if holder and same_name(holder.full_name, joiner.full_name):
        return holder.canonical
    if holder and not joiner.share:
        raise AddressTaken(holder)
    if not joiner.somebody_else:
        _ask_about_namesakes(there, joiner.full_name)
    return Person.objects.create_user(
        None if holder else address or None,
        title=joiner.title,
        given_name=joiner.given_name,
        family_name=joiner.family_name,
        named_at=now,
        shared_address=address if holder else None,
    )


def _at_that_time(
    organisation: Organisation, starts_on: date | None, ends_on: date | None, today: date
) -> QuerySet[Appointment]:
    """Whose term there shares a day with one of these dates; of a term that is not over, nobody whose own is.

    A first day that is not given is today, or the last day of a term that is over.
    """
    first = starts_on or ends_on if ends_on is not None and ends_on < today else max(starts_on or today, today)
    found = Appointment.objects.standing().filter(Q(ends_on=None) | Q(ends_on__gte=first), organisation=organisation)
    return found if ends_on is None else found.filter(Q(starts_on=None) | Q(starts_on__lte=ends_on))


def _ask_about_namesakes(there: QuerySet[Appointment], full_name: str) -> None:
    sitting = there.select_related("person__canonical")
    people = {row.person.canonical.pk: row.person.canonical for row in sitting}
    names = [
        person.full_name
        for person in people.values()
        if same_name(person.full_name, full_name) or nearness(person.full_name, full_name)
    ]
    if names:
        raise NamesakeOnBoard(sorted(names))
