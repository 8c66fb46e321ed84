"""The governance extract: one row is one appointment (GID), not one person, and it holds no e-mail address."""

from datetime import datetime
from pathlib import Path

from people.enums import OrganisationKind, Role, Source
from people.importers.files import read_date, read_rows
from people.models import Appointment, Organisation, Person

REQUIRED = {"GID", "URN", "UID", "Role", "Forename 1", "Surname", "Date of appointment"}


def role_of(text: str) -> Role:
    """Our role from GIAS's, matched without regard to case."""
    words = text.lower()
    if "governance professional" in words or "clerk" in words:
        return Role.GOVERNANCE_PROFESSIONAL
    if words.startswith("chair"):
        return Role.CHAIR_OF_GOVERNORS
    return Role.GOVERNOR


def organisation_of(row: dict[str, str]) -> Organisation | None:
    if row["URN"]:
        return Organisation.objects.filter(urn=row["URN"]).first()
    return Organisation.objects.get_or_create(
        uid=row["UID"], defaults={"name": f"Academy trust {row['UID']}", "kind": OrganisationKind.TRUST}
    )[0]


def import_governance(path: Path, *, now: datetime) -> int:
    """Create one person and one appointment per GID that is not known yet. Returns how many were created."""
    created = 0
    known = set(Appointment.objects.standing().exclude(gid=None).values_list("gid", flat=True))
    for _line, row in read_rows(path, REQUIRED):
        organisation = organisation_of(row)
        if row["GID"] in known or organisation is None:
            continue
        person = Person(title=row.get("Title", ""), given_name=row["Forename 1"], family_name=row["Surname"])
        person.set_unusable_password()
        person.save()
        Appointment.objects.create(
            person=person,
            organisation=organisation,
            role=role_of(row["Role"]),
            gid=row["GID"],
            starts_on=read_date(row["Date of appointment"]),
            ends_on=read_date(row.get("Date term of office ends/ended", "")),
            appointing_body=row.get("Appointing body", ""),
            source=Source.REGISTER,
            recorded_at=now,
        )
        known.add(row["GID"])
        created += 1
    return created
