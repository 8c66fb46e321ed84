"""The establishment extract of "Get information about schools": schools by URN, columns by name."""

from pathlib import Path

from people.enums import OrganisationKind, Phase
from people.importers.files import read_date, read_rows
from people.models import Organisation

REQUIRED = {"URN", "EstablishmentName", "EstablishmentStatus (name)", "PhaseOfEducation (name)"}
PHASES = {
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.MIDDLE,
    "middle deemed secondary": Phase.MIDDLE,
    "secondary": Phase.SECONDARY,
    "all-through": Phase.ALL_THROUGH,
    "16 plus": Phase.SIXTEEN_PLUS,
}


def kind_of(type_name: str, group_name: str) -> OrganisationKind:
    """Our kind from GIAS's type and group, matched by name since codes lose their zeros in spreadsheets."""
    words = f"{type_name} {group_name}".lower()
    for needle, kind in (
        ("special", OrganisationKind.SPECIAL_SCHOOL),
        ("academ", OrganisationKind.ACADEMY),
        ("free school", OrganisationKind.ACADEMY),
        ("independent", OrganisationKind.INDEPENDENT_SCHOOL),
        ("college", OrganisationKind.COLLEGE),
        ("further education", OrganisationKind.COLLEGE),
        ("maintained", OrganisationKind.MAINTAINED_SCHOOL),
        ("community", OrganisationKind.MAINTAINED_SCHOOL),
        ("voluntary", OrganisationKind.MAINTAINED_SCHOOL),
    ):
        if needle in words:
            return kind
    return OrganisationKind.OTHER_SCHOOL


def import_establishments(path: Path) -> int:
    """Create or update one organisation per URN, and the trusts they belong to. Returns how many rows there were."""
    count = 0
    for _line, row in read_rows(path, REQUIRED):
        if row.get("Trusts (code)"):
            Organisation.objects.get_or_create(
                uid=row["Trusts (code)"], defaults={"name": row["Trusts (name)"], "kind": OrganisationKind.TRUST}
            )
        Organisation.objects.update_or_create(
            urn=row["URN"],
            defaults={
                "name": row["EstablishmentName"],
                "kind": kind_of(
                    row.get("TypeOfEstablishment (name)", ""), row.get("EstablishmentTypeGroup (name)", "")
                ),
                "phase": PHASES.get(row["PhaseOfEducation (name)"].lower(), Phase.NOT_APPLICABLE),
                "ward": row.get("AdministrativeWard (name)", ""),
                "town": row.get("Town", ""),
                "postcode": row.get("Postcode", ""),
                "opened_on": read_date(row.get("OpenDate", "")),
                "closed_on": read_date(row.get("CloseDate", "")),
            },
        )
        count += 1
    return count
