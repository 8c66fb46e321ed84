"""Who is in an audience on a day: people by their appointments, each once, with the organisations it credits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from distribution.models import Audience
from people.enums import GOVERNOR_ROLES, Role
from people.models import Appointment, Organisation, Person
from people.names import folded
from people.queries import without_address

FEW = 500  # of fewer people the database is asked for these alone
# Records that were joined count as the one person.
PRINCIPAL = F("person__canonical")


@dataclass(frozen=True)
class Member:
    person: Person
    organisations: tuple[str, ...]  # names, in order; a person of many hats appears once
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """People and seats of an audience on a day. Governors and clerks are people too, counted apart.

    Somebody who is a governor here and a clerk there is counted in both, and once in `people`.
    """

    people: int
    seats: int
    governors: int
    clerks: int
    without_address: int

    @property
    def others(self) -> int:
        """At least so many are neither governor nor clerk."""
        return max(0, self.people - self.governors - self.clerks)


def appointments_in(audience: Audience, on: date, *, only: Iterable[int] | None = None) -> QuerySet[Appointment]:
    """The appointments that the rule picks on the day `on`.

    `only` names the organisations of a rule that is not saved yet.
    """
    found = Appointment.objects.current(on)
    if audience.roles:
        found = found.filter(role__in=audience.roles)
    if audience.kinds:
        found = found.filter(organisation__kind__in=audience.kinds)
    if audience.phases:
        found = found.filter(organisation__phase__in=audience.phases)
    if audience.wards:
        found = found.filter(Q(organisation__ward__in=audience.wards) | Q(ward__in=audience.wards))
    if only is None:
        only = list(audience.organisations.values_list("pk", flat=True)) if audience.pk else []
    named = list(only)
    return found.filter(organisation__in=named) if named else found


def counts(audience: Audience, on: date, *, only: Iterable[int] | None = None) -> Counts:
    """How many an audience holds on the day `on`, counted by the database. 1 query, and 1 for the rule."""
    seats = appointments_in(audience, on, only=only).order_by().annotate(principal=PRINCIPAL)
    wanted = {"seats": Count("pk"), "people": _people(), "without_address": _people(without_address())}
    # Each count of distinct people is a sort of its own, so what the rule's roles say already is not counted.
    roles = set(audience.roles)
    for name, of_interest in (("governors", set(GOVERNOR_ROLES)), ("clerks", {Role.GOVERNANCE_PROFESSIONAL})):
        if not roles or (roles & of_interest and not roles <= of_interest):
            wanted[name] = _people(Q(role__in=of_interest))
    found = seats.aggregate(**wanted)
    for name, of_interest in (("governors", set(GOVERNOR_ROLES)), ("clerks", {Role.GOVERNANCE_PROFESSIONAL})):
        found.setdefault(name, found["people"] if roles & of_interest else 0)
    return Counts(**found)


def _people(condition: Q | None = None) -> Count:
    return Count("principal", distinct=True, filter=condition)


def members(audience: Audience, on: date) -> list[Member]:
    """Everyone in the audience, by family name. Records joined into one person count as that person. 3 queries."""
    return _members(appointments_in(audience, on))


def _members(appointments: QuerySet[Appointment]) -> list[Member]:
    rows = (
        appointments.annotate(principal=PRINCIPAL)
        .values_list("principal", "organisation__name", "role")
        .order_by("organisation__name")
    )
    hats: dict[int, dict[str, list[str]]] = {}
    for principal, organisation, role in rows:
        own = hats.setdefault(principal, {"organisations": [], "roles": []})
        own["organisations"] += [organisation] if organisation not in own["organisations"] else []
        own["roles"] += [role] if role not in own["roles"] else []
    people = Person.objects.in_bulk(hats)
    found = [Member(people[pk], tuple(own["organisations"]), tuple(own["roles"])) for pk, own in hats.items()]
    return sorted(found, key=lambda m: (m.person.family_name.casefold(), m.person.given_name.casefold(), m.person.pk))


def people_in(audience: Audience, on: date, *, search: str = "", only_silent: bool = False) -> QuerySet[Person]:
    """The people of an audience, each once, in order of their names; by a part of the name, or without an address."""
    seats = appointments_in(audience, on).order_by().annotate(principal=PRINCIPAL)
    found = Person.objects.known().filter(pk__in=seats.values("principal"))
    for word in folded(search).split():
        found = found.filter(match_name__contains=word)
    return found.without_address() if only_silent else found


def with_hats(people: Iterable[Person], audience: Audience, on: date) -> list[Member]:
    """The members for one page of people. 3 queries."""
    pks = [person.pk for person in people]
    seats = appointments_in(audience, on).filter(person__canonical__in=pks)
    return _members(seats)


def members_among(audience: Audience, people: Iterable[int], on: date) -> dict[int, Member]:
    """Those of `people` who are in the audience on the day `on`, with what puts them there. 3 queries."""
    wanted = set(people)
    seats = appointments_in(audience, on)
    if len(wanted) < FEW:  # else the database is asked for all, and the rest is left out here
        seats = seats.filter(person__canonical__in=wanted)
    return {member.person.pk: member for member in _members(seats) if member.person.pk in wanted}


def sources_in(audience: Audience, on: date) -> dict[int, set[str]]:
    """{person: where we have their appointments in this audience from}. 1 query, and 1 for the rule."""
    rows = appointments_in(audience, on).annotate(principal=PRINCIPAL)
    found: dict[int, set[str]] = {}
    for person, source in rows.order_by().values_list("principal", "source").distinct():
        found.setdefault(person, set()).add(source)
    return found


def wards_known() -> list[str]:
    """Every ward that a school or a councillor is in, in order. 2 queries."""
    schools = Organisation.objects.exclude(ward="").order_by().values_list("ward", flat=True).distinct()
    seats = Appointment.objects.standing().filter(role=Role.COUNCILLOR).exclude(ward="").order_by()
    return sorted({*schools, *seats.values_list("ward", flat=True).distinct()})
