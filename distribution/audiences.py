"""Who is in an audience on a day: people by their appointments, each once, with the organisations it credits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from distribution.models import Audience
from people.models import Appointment, Person


@dataclass(frozen=True)
class Member:
    person: Person
    organisations: tuple[str, ...]  # names, in order; a person of many hats appears once
    roles: tuple[str, ...]


def appointments_in(audience: Audience, on: date) -> QuerySet[Appointment]:
    """The appointments that the rule picks on the day `on`."""
    found = Appointment.objects.current(on)
    if audience.roles:
        found = found.filter(role__in=audience.roles)
    if audience.kinds:
        found = found.filter(organisation__kind__in=audience.kinds)
    if audience.phases:
        found = found.filter(organisation__phase__in=audience.phases)
    named = list(audience.organisations.values_list("pk", flat=True)) if audience.pk else []
    return found.filter(organisation__in=named) if named else found


def members(audience: Audience, on: date) -> list[Member]:
    """Everyone in the audience, by family name. Records joined into one person count as that person. 3 queries."""
    rows = (
        appointments_in(audience, on)
        .annotate(principal=Coalesce("person__merged_into", "person"))
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


def without_address(found: Iterable[Member]) -> list[Member]:
    return [member for member in found if not member.person.email]
