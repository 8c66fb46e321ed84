"""The demonstration council's people: invented extracts through the real importers, and its staff."""

from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import Group
from django.db import transaction

from demo.content.council import COUNCIL
from demo.content.personas import PERSONAS
from imports.enums import ImportKind, ImportState
from imports.models import ImportRun
from imports.runs import import_file
from people.enums import OrganisationKind, Role, Source
from people.models import Appointment, Authority, Organisation, Person
from people.staff_groups import APPROVERS, OFFICERS

DATA = Path(__file__).parent / "data"
FILES = (
    (ImportKind.ESTABLISHMENTS, "edubasealldata_demo.csv", {}),
    (ImportKind.GOVERNANCE, "governancealldata_demo.csv", {}),
    (ImportKind.LINKS, "links_demo.csv", {}),
    (ImportKind.COUNCILLORS, "councillors_demo.xml", {"council": COUNCIL.council_name}),
    (ImportKind.CONTACTS, "contacts_demo.csv", {"columns": {"gid": "GID", "email": "Email"}}),
)
AUTHORITY = {"code": "876", "name": "Halton"}
GROUPS = {"officer": OFFICERS, "approver": APPROVERS}


class NotWhole(Exception):
    """A file of the demonstration was not taken as a whole: it and the importer do not agree any more."""


@transaction.atomic
def load_people(*, now: datetime) -> None:
    """Five runs of imports, which stay in the admin as its history."""
    Authority.objects.create(**AUTHORITY)
    for kind, name, options in FILES:
        load_file(kind, name, now=now, options=options)


def load_file(kind: ImportKind, name: str, *, now: datetime, by: Person | None = None, options=None) -> ImportRun:
    """One file of ours, as the extract of the day on which it is read."""
    run = import_file(kind=kind, path=DATA / name, now=now, by=by, options=options)
    if run.state != ImportState.COMMITTED or run.counts["refused"] or run.counts["offered"]:
        raise NotWhole(f"{name}: {run.state}, {run.counts}, {run.notes}")
    return run


@transaction.atomic
def load_staff() -> Person:
    """The officer and the approver. Returns the officer."""
    council = Organisation.objects.get(name=COUNCIL.council_name, kind=OrganisationKind.COUNCIL)
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
    return _staff("officer")


def is_loaded() -> bool:
    """Whether the people of the demonstration are in this database."""
    return Person.objects.filter(email__in=[persona["email"] for persona in PERSONAS if persona["staff"]]).exists()


def approver() -> Person:
    return _staff("approver")


def _staff(kind: str) -> Person:
    return Person.objects.get(email=next(p["email"] for p in PERSONAS if p["staff"] == kind))
