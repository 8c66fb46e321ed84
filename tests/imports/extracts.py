"""Small extracts in the register's own form, written for a test."""

import contextlib
import csv
import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from people.models import Address, Appointment, Merge, Organisation, Person, Question, SchoolLink

GOVERNANCE = [
    "GID", "URN", "UID", "Companies House Number", "Role", "Title", "Forename 1", "Forename 2", "Surname",
    "Date of appointment", "Date term of office ends/ended", "Appointing body",
]  # fmt: skip
ESTABLISHMENTS = [
    "URN", "LA (code)", "LA (name)", "EstablishmentName", "TypeOfEstablishment (code)", "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)", "EstablishmentStatus (name)", "PhaseOfEducation (name)", "OpenDate", "CloseDate",
    "AdministrativeWard (name)", "Town", "Postcode", "TelephoneNum", "Trusts (code)", "Trusts (name)",
]  # fmt: skip
LINKS = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]


def write(path: Path, header: list[str], rows: list[list[str] | dict], encoding="cp1252") -> Path:
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(name, "") for name in header] if isinstance(row, dict) else row)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def school(urn: str, name: str, **cells) -> dict:
    return {
        "URN": urn, "LA (code)": "876", "LA (name)": "Halton", "EstablishmentName": name,
        "TypeOfEstablishment (code)": "01", "TypeOfEstablishment (name)": "Community school",
        "EstablishmentTypeGroup (name)": "Local authority maintained schools", "EstablishmentStatus (name)": "Open",
        "PhaseOfEducation (name)": "Primary", "OpenDate": "01-09-1990", "AdministrativeWard (name)": "Appleton",
        **cells,
    }  # fmt: skip


def closed_school(urn: str, name: str) -> dict:
    return school(urn, name, CloseDate="31-08-2026", **{"EstablishmentStatus (name)": "Closed"})


def letters(number: int) -> str:
    """A number as a name may hold it: no name has a digit."""
    word = ""
    while True:
        number, letter = divmod(number, 26)
        word = chr(97 + letter) + word
        if not number:
            return word


def governor(gid: str, urn: str, name: str, **cells) -> dict:
    given, _space, family = name.rpartition(" ")
    return {
        "GID": gid, "URN": urn, "Role": "Governor", "Forename 1": given, "Surname": family,
        "Date of appointment": "01/09/2024", "Date term of office ends/ended": "31/08/2028",
        "Appointing body": "Elected by parents", **cells,
    }  # fmt: skip


def link(urn: str, other: str, kind: str, since="01-09-2026") -> list[str]:
    return [urn, other, f"School {other}", kind, since]


def schools_file(path: Path, *rows, **options) -> Path:
    return write(path / "edubasealldata20261101.csv", ESTABLISHMENTS, list(rows), **options)


def governors_file(path: Path, *rows, day="20261101", **options) -> Path:
    return write(path / f"governancealldata{day}.csv", GOVERNANCE, list(rows), **options)


def links_file(path: Path, *rows, **options) -> Path:
    return write(path / "links_edubasealldata20261101.csv", LINKS, list(rows), **options)


def imported(kind: str, path: Path, *arguments: str, commit=True) -> dict:
    """What `manage.py import_directory` answers as JSON."""
    out = StringIO()
    with contextlib.suppress(SystemExit):
        call_command(
            "import_directory", kind, str(path), *(["--commit"] if commit else []), "--json", *arguments, stdout=out
        )
    return json.loads(out.getvalue())


def only(answer: dict, action: str) -> dict:
    """The one line of an action."""
    assert len(answer[action]) == 1, answer[action]
    return answer[action][0]


def directory() -> tuple:
    """All that is held, without the keys of rows and the times of writing."""
    return (
        sorted(Organisation.objects.values_list(
            "urn", "uid", "name", "kind", "phase", "status", "ward", "opened_on", "closed_on", "successor__urn",
        ), key=str),
        sorted(Appointment.objects.standing().values_list(
            "gid", "organisation__urn", "organisation__uid", "role", "starts_on", "ends_on", "ward", "source",
            "person__given_name", "person__family_name", "person__email", "person__canonical__email",
        ), key=str),
        sorted(SchoolLink.objects.values_list("urn", "link_urn", "kind", "established_on"), key=str),
        sorted(Question.objects.values_list("appointment__gid", "answered_at"), key=str),
        Person.objects.count(), Address.objects.count(), Merge.objects.count(),
    )  # fmt: skip
