"""An England of schools and appointments (24,453 and 250,000) through the import, against a plain `bulk_create`.

Also what others notice of it: the longest that a neighbour's write waits, and how quickly an audience is counted.
"""

import csv
import multiprocessing
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.db import connection, transaction
from django.utils import timezone

from distribution.audiences import counts
from distribution.models import Audience
from people.audit.actions import LIST_EXPORTED
from people.enums import GOVERNOR_ROLES, OrganisationKind, Phase, Role, Source
from people.models import Appointment, Authority, Organisation, Person
from people.names import folded
from people.operations import record_audit
from tests.bench.figures import report, typical
from tests.bench.servers import ROOT
from tests.imports.extracts import ESTABLISHMENTS, GOVERNANCE

SCHOOLS, APPOINTMENTS = 24_453, 250_000
FIRST_URN, FIRST_GID = 200_000, 70_000_000
GIVEN = "Rowan Elowen Perran Senara Bellis Corin Nerys Wren Quill Farley Zoë Tamsin".split()
FAMILY = "Mock Sample Testwell Fauxhall Draftley Checkley Pretendly Placeholm O’Mock".split()


def schools():
    for n in range(SCHOOLS):
        yield {
            "URN": FIRST_URN + n, "LA (code)": 200 + n % 152, "LA (name)": f"Council {n % 152}",
            "EstablishmentName": f"Bench School {n}", "TypeOfEstablishment (code)": "01",
            "TypeOfEstablishment (name)": "Community school", "EstablishmentStatus (name)": "Open",
            "PhaseOfEducation (name)": "Secondary" if n % 6 == 0 else "Primary", "OpenDate": "01-09-1990",
            "AdministrativeWard (name)": f"Ward {n % 8000}", "Town": "Town", "Postcode": "AA1 1AA",
        }  # fmt: skip


def appointments():
    chance = random.Random(3)
    for n in range(APPOINTMENTS):
        role = "Chair of Governors" if n % 10 == 0 else "Governor" if n % 10 < 9 else "Governance professional"
        yield {
            "GID": FIRST_GID + n, "URN": FIRST_URN + n % SCHOOLS, "Role": role, "Title": "Ms",
            "Forename 1": chance.choice(GIVEN), "Surname": f"{chance.choice(FAMILY)}{chance.randrange(4000)}",
            "Date of appointment": "01/09/2024", "Date term of office ends/ended": "31/08/2028",
            "Appointing body": "Elected by parents",
        }  # fmt: skip


def write(path: Path, header, rows) -> Path:
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, header, quoting=csv.QUOTE_ALL, lineterminator="\r\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def plain() -> float:
    """Seconds for the same rows through `bulk_create`, in one transaction that is rolled back."""
    now, start = timezone.now(), time.perf_counter()
    with transaction.atomic():
        made = Organisation.objects.bulk_create(
            [
                Organisation(
                    urn=str(row["URN"]), name=row["EstablishmentName"], kind=OrganisationKind.MAINTAINED_SCHOOL,
                    phase=Phase.PRIMARY, ward=row["AdministrativeWard (name)"], town="Town", postcode="AA1 1AA",
                )
                for row in schools()
            ],
            batch_size=1000,
        )  # fmt: skip
        rows, some = appointments(), []
        while some := [row for row, _n in zip(rows, range(1000), strict=False)]:
            people = Person.objects.bulk_create(
                Person(
                    title=row["Title"], given_name=row["Forename 1"], family_name=row["Surname"], password="!",
                    match_name=folded(f"{row['Forename 1']} {row['Surname']}"),
                )
                for row in some
            )  # fmt: skip
            Appointment.objects.bulk_create(
                Appointment(
                    person=person, organisation=made[row["URN"] - FIRST_URN], role=Role.GOVERNOR, gid=str(row["GID"]),
                    starts_on="2024-09-01", ends_on="2028-08-31", appointing_body=row["Appointing body"],
                    source=Source.REGISTER, recorded_at=now,
                )
                for row, person in zip(some, people, strict=True)
            )  # fmt: skip
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def neighbour(stop, longest) -> None:
    """Somebody else who writes a row twenty times a second, as sign-ins and the mail queue do."""
    while not stop.is_set():
        start = time.perf_counter()
        exported = {"file_type": "csv", "filters": {}, "rows": 1}
        record_audit(action=LIST_EXPORTED, about=Person, by=None, data=exported, now=timezone.now())
        longest.value = max(longest.value, time.perf_counter() - start)
        stop.wait(0.05)


def imported(kind: str, path: Path) -> tuple[float, float]:
    """(seconds, MB at most) of the command in a process of its own, its start left out of the seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    starting = time.perf_counter() - start
    code = (
        "import resource, sys; from django.core.management import execute_from_command_line as run;"
        f"run(['manage.py', 'import_directory', {kind!r}, {str(path)!r}, '--commit']);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    return time.perf_counter() - start - starting, float(done.stdout.split()[-1])


def main() -> None:
    Authority.objects.all().delete()  # England is nobody's own
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {
            "establishments": write(folder / "edubasealldata20261101.csv", ESTABLISHMENTS, schools()),
            "governance": write(folder / "governancealldata20261101.csv", GOVERNANCE, appointments()),
        }
        anchor = plain()
        connection.close()
        stop, longest = multiprocessing.Event(), multiprocessing.Value("d", 0.0)
        beside = multiprocessing.Process(target=neighbour, args=(stop, longest))
        beside.start()
        first = {kind: imported(kind, path) for kind, path in files.items()}
        stop.set()
        beside.join()
        again = {kind: imported(kind, path) for kind, path in files.items()}
    assert Appointment.objects.filter(gid__gte=str(FIRST_GID)).count() >= APPOINTMENTS, "all of England is there"
    ours, memory = sum(s for s, _mb in first.values()), max(mb for _s, mb in first.values())
    rerun = sum(s for s, _mb in again.values())
    rate = (SCHOOLS + APPOINTMENTS) / ours
    report(
        "England imported, preview included, against plain bulk_create",
        target="at most 3 times",
        figure=f"{ours:.0f} and {anchor:.0f} s ({rate:,.0f} lines a second)",
        ratio=f"{ours / anchor:.2f}",
        passed=ours <= 3 * anchor,
    )
    report("memory of it", target="under 300 MB", figure=f"{memory:.0f} MB", passed=memory < 300)
    report(
        "imported again unchanged",
        target="twice as fast",
        figure=f"{rerun:.0f} s",
        ratio=f"{ours / rerun:.1f}",
        passed=rerun * 2 <= ours,
    )
    report("longest wait of a neighbour's write meanwhile", target="", figure=f"{longest.value:.1f} s", passed=None)
    audience()


def audience() -> None:
    every = Audience(name="bench", roles=[*GOVERNOR_ROLES, Role.GOVERNANCE_PROFESSIONAL])
    ward = Audience(name="bench wards", roles=list(GOVERNOR_ROLES), wards=["Ward 7", "Ward 8"])
    for words, rule in (("everyone", every), ("two wards", ward)):
        samples = []
        for _turn in range(7):
            start = time.perf_counter()
            counts(rule, timezone.localdate())
            samples.append((time.perf_counter() - start) * 1000)
        took = typical(samples)
        on_postgresql = connection.vendor == "postgresql"
        report(
            f"audience counted over it: {words}",
            target="under 200 ms" if on_postgresql else "",
            figure=f"{took:.0f} ms",
            passed=took < 200 if on_postgresql else None,
        )


if __name__ == "__main__":
    main()
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB in the measuring process")
