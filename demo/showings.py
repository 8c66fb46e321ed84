"""A term of showings in the invented schools: who got in which way, what they logged. Seeded, so repeatable."""

import random
import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from classrooms import operations
from classrooms.access import SCHOOLS
from classrooms.enums import Outcome, Wish, YearGroup
from classrooms.terms import term_of
from cms.models import AwarenessPage
from demo.content.staff import STAFF
from people.enums import OrganisationStatus, Phase, Role, Source
from people.models import Organisation, Person
from people.operations import Joiner

SECONDARY, PRIMARY = "900003", "900018"  # Farlantern High School, Inkwell Lane Primary School
WHERE = {"secondary": SECONDARY, "primary": PRIMARY}
ASKS = ("Juniper", "Jotting", "juniper.jotting@school.example")
YEARS = {
    Phase.PRIMARY: (YearGroup.YEAR_4, YearGroup.YEAR_5, YearGroup.YEAR_6),
    Phase.SECONDARY: (YearGroup.YEAR_7, YearGroup.YEAR_8, YearGroup.YEAR_9),
}
DAYS_A_TERM = 55
SHOWN = 96


def load_showings(*, officer: Person, now: datetime) -> None:
    pages = {page.slug: page for page in AwarenessPage.objects.all()}
    teachers = load_staff(officer, now - timedelta(days=DAYS_A_TERM))
    chance = random.Random(5)
    some = [s for s in _schools() if chance.random() < 0.62 or s.urn in WHERE.values()]
    schools = sorted(some, key=lambda school: school.urn not in WHERE.values())
    for number in range(SHOWN):
        # A few schools have taken it up for all classes, most have begun.
        school = schools[min(int(chance.expovariate(0.11)), len(schools) - 1)]
        page = pages["the-way-home" if school.phase == Phase.PRIMARY else "a-favour"]
        _log(chance, school, page, teachers.get(school.urn, officer), now - _ago(chance, now), number)
    _somebody_asks(now - timedelta(hours=20))


def load_staff(officer: Person, then: datetime) -> dict[str, Person]:
    """The teachers and DSLs of two schools, named by their school. Returns the teacher of each, by URN."""
    teachers = {}
    for where, role, name, address in STAFF:
        given, _space, family = name.rpartition(" ")
        organisation = Organisation.objects.get(urn=WHERE[where])
        joiner = Joiner(given_name=given, family_name=family, address=address)
        place = operations.name_staff(
            organisation=organisation, role=Role(role), joiner=joiner,
            by=officer, source=Source.OFFICER, now=then,
        )  # fmt: skip
        if role == Role.TEACHER:
            teachers[WHERE[where]] = place.person
    return teachers


def _schools() -> list[Organisation]:
    found = Organisation.objects.filter(kind__in=SCHOOLS, phase__in=YEARS, status=OrganisationStatus.OPEN)
    return sorted(found, key=lambda school: random.Random(f"showings {school.urn}").random())


def _ago(chance: random.Random, now: datetime) -> timedelta:
    """A weekday of this term, in school hours as far as a day can say."""
    longest = max(1, min(DAYS_A_TERM, (timezone.localdate(now) - term_of(timezone.localdate(now)).starts_on).days))
    while True:
        ago = timedelta(days=chance.randrange(1, longest + 1))
        if (timezone.localdate(now) - ago).weekday() < 5 or longest < 4:
            return ago


def _log(chance, school, page, teacher, at: datetime, number: int) -> None:
    wants = [
        want for want, share in zip(Wish.values, (0.5, 0.35, 0.25, 0.3, 0.4), strict=True) if chance.random() < share
    ]
    operations.log_showing(
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"demonstration showing {number}"),
        organisation=school,
        page=page,
        shown=operations.Shown(
            shown_on=timezone.localdate(at),
            year_group=chance.choice(YEARS[Phase(school.phase)]),
            pupils=chance.randrange(18, 31),
            went=chance.choices(Outcome.values, (78, 18, 4))[0],
            wants=wants,
        ),
        by=teacher,
        now=at + timedelta(hours=2),
    )


def _somebody_asks(at: datetime) -> None:
    """A teacher has asked and typed the code; the school's DSL and the officer see it."""
    given, family, address = ASKS
    asked = operations.ask_for_access(
        organisation=Organisation.objects.get(urn=SECONDARY), given_name=given, family_name=family, address=address,
        role=Role.TEACHER, now=at,
    )  # fmt: skip
    Person.objects.filter(pk=asked.person_id).update(email_verified_at=at)
    operations.prove_requests(person=asked.person, now=at + timedelta(minutes=3))
