"""The crowd: 20,000 governors beside the demonstration council's own people, and a briefing for all of them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.models import ModulePage
from demo.content import email
from distribution.models import Audience
from learning.models import Briefing, Enrolment
from people.enums import OrganisationKind, Phase, Role
from people.models import Appointment, Organisation, Person

CROWD = 20_000
SCHOOLS = 1_500
DOMAIN = "bench.example"


def module() -> ModulePage:
    return ModulePage.objects.get(slug="contextual-safeguarding")


def reader() -> Enrolment:
    """A governor of the demonstration who was sent the briefing and has done nothing yet."""
    untouched = Enrolment.objects.filter(
        completion=None, started_at=None, briefing__module__slug="contextual-safeguarding"
    )
    return untouched.exclude(person__email=None).exclude(person__email__endswith=DOMAIN).order_by("pk").first()


@transaction.atomic
def crowd() -> None:
    """Add the 20,000, each at one school, some at two. Made once."""
    if Person.objects.filter(email__endswith=DOMAIN).exists():
        return
    schools = Organisation.objects.bulk_create(
        Organisation(name=f"Bench Street Primary School {n}", kind=OrganisationKind.ACADEMY, phase=Phase.PRIMARY)
        for n in range(SCHOOLS)
    )
    people = Person.objects.bulk_create(
        [
            Person(
                given_name=f"Given{n % 500}",
                family_name=f"{'' if n % 10 else 'O’'}Family{n}",
                email=f"governor{n}@{DOMAIN}",
                password="!",
            )
            for n in range(CROWD)
        ],
        batch_size=1000,
    )
    rows = [
        Appointment(person=one, organisation=schools[n % SCHOOLS], role=Role.GOVERNOR) for n, one in enumerate(people)
    ]
    rows += [
        Appointment(person=one, organisation=schools[(n * 7) % SCHOOLS], role=Role.CHAIR_OF_GOVERNORS)
        for n, one in enumerate(people)
        if n % 10 == 0
    ]
    Appointment.objects.bulk_create(rows, batch_size=1000)


def briefing() -> Briefing:
    """A briefing for the crowd's schools, not issued yet."""
    audience, _new = Audience.objects.get_or_create(
        name="The crowd",
        defaults={"roles": [Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS], "kinds": [OrganisationKind.ACADEMY]},
    )
    due_on = timezone.localdate() + timedelta(days=25)
    return Briefing.objects.create(module=module(), audience=audience, due_on=due_on, **email.BRIEFING)
