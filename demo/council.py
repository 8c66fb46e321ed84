"""The demonstration council's people: invented extracts through the real importers, and its staff."""

from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from demo.content.pages import PARTNERSHIP
from demo.content.personas import PERSONAS
from learning.roles import APPROVERS, OFFICERS
from people.enums import OrganisationKind, Role, Source
from people.importers.contacts import import_contacts
from people.importers.councillors import import_councillors
from people.importers.establishments import import_establishments
from people.importers.governance import import_governance
from people.models import Appointment, Organisation, Person

DATA = Path(__file__).parent / "data"
GROUPS = {"officer": OFFICERS, "approver": APPROVERS}


@transaction.atomic
def load_people(*, now: datetime) -> None:
    import_establishments(DATA / "edubasealldata_demo.csv")
    import_governance(DATA / "governancealldata_demo.csv", now=now)
    import_contacts(DATA / "contacts_demo.csv")
    import_councillors(DATA / "councillors_demo.xml", council=PARTNERSHIP["council_name"], now=now)


@transaction.atomic
def load_staff() -> Person:
    """The officer and the approver. Returns the officer."""
    council = Organisation.objects.get(name=PARTNERSHIP["council_name"], kind=OrganisationKind.COUNCIL)
    for persona in PERSONAS:
        if persona["staff"]:
            given, _space, family = persona["name"].rpartition(" ")
            person = Person.objects.create_user(persona["email"], given_name=given, family_name=family, is_staff=True)
            person.groups.add(Group.objects.get(name=GROUPS[persona["staff"]]))
            Appointment.objects.create(
                person=person, organisation=council, role=Role.COUNCIL_OFFICER, source=Source.OFFICER
            )
    return officer()


def officer() -> Person:
    return Person.objects.get(email=next(p["email"] for p in PERSONAS if p["staff"] == "officer"))
