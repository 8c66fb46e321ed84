"""Coverage of a whole country: the page, one council, a past date, the export; and how the cost grows."""

import os
import resource
import subprocess
import sys
import threading
import time
from datetime import timedelta

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from assurance.coverage import coverage_of
from assurance.figures import figures_of
from assurance.models import BoardAction
from assurance.operations import keep_counts
from people.models import Person
from tests.bench.figures import report, typical
from tests.bench.servers import ROOT
from tests.cast import SECOND_FACTOR, sign_in

SMALL, WHOLE = (2_445, 25_000), (24_453, 250_000)
TURNS = 5


def make(schools: int, governors: int) -> BoardAction:
    command = [sys.executable, "manage.py", "make_england", f"--schools={schools}", f"--governors={governors}"]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.demo_settings"})
    return BoardAction.objects.order_by("-pk").first()


def unmake() -> None:
    """The small country makes room for the whole one."""
    tables = [
        "assurance_keptcoverage", "assurance_boardaction_briefings", "assurance_boardaction", "learning_enrolment",
        "learning_completion", "learning_pseudonym", "learning_certificate", "distribution_deliveryevent",
        "distribution_delivery", "people_appointment",
    ]  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            cursor.execute("PRAGMA foreign_keys=OFF")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE learning_evidencehead SET count = 0, hash = %s", ["0" * 64])
        cursor.execute("UPDATE people_organisation SET urn = 'x' || id WHERE urn LIKE '5%%' AND LENGTH(urn) = 6")
        cursor.execute("UPDATE people_organisation SET status = 'closed'")
        cursor.execute(
            "UPDATE people_person SET email = NULL, family_name = 'Gone', match_name = '' WHERE NOT is_staff"
        )


def milliseconds(what, turns: int = TURNS) -> float:
    samples = []
    for _turn in range(turns):
        start = time.perf_counter()
        what()
        samples.append((time.perf_counter() - start) * 1000)
    return typical(samples)


def officer() -> Client:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client(headers={"host": "testserver"})
    sign_in(client, Person.objects.filter(is_staff=True).order_by("pk").first(), SECOND_FACTOR)
    return client


def page(client: Client, address: str) -> float:
    def get():
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)

    get()  # templates compile once in the life of a process
    return milliseconds(get)


def memory() -> float:
    """MB held now, not at most: an export must not grow with its length."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def export(client: Client, address: str) -> tuple[int, float, float]:
    """(lines, seconds, MB at most above what was held before)."""
    before, most, done = memory(), [0.0], threading.Event()

    def watch():
        while not done.wait(0.05):
            most[0] = max(most[0], memory())

    threading.Thread(target=watch, daemon=True).start()
    start, lines = time.perf_counter(), 0
    for chunk in client.get(address).streaming_content:
        lines += chunk.count(b"\n")
    done.set()
    return lines, time.perf_counter() - start, most[0] - before


def main() -> None:
    on_postgresql = connection.vendor == "postgresql"

    def passed(ok: bool) -> bool | None:
        return ok if on_postgresql else None

    small = make(*SMALL)
    small_facts = milliseconds(lambda: coverage_of(small, moment=timezone.now()))
    unmake()
    action = make(*WHOLE)
    facts = milliseconds(lambda: coverage_of(action, moment=timezone.now()))
    assert coverage_of(action, moment=timezone.now()).seats >= WHOLE[1]
    report(
        "coverage of a country from the facts, 25,000 and 250,000 governors", target="no worse than linear",
        figure=f"{small_facts:.0f} and {facts:.0f} ms", ratio=f"{facts / small_facts:.1f}",
        passed=facts <= 10 * small_facts,
    )  # fmt: skip
    start = time.perf_counter()
    keep_counts(action=action, now=timezone.now())
    report("counting it ahead, by the task", figure=f"{time.perf_counter() - start:.1f} s")
    client = officer()
    address = f"/admin/board-actions/{action.pk}/coverage/"
    whole, council = page(client, address), page(client, f"{address}?authority=250")
    report("coverage page, whole country", target="under 300 ms", figure=f"{whole:.0f} ms", passed=passed(whole < 300))
    report(
        "coverage page, one council", target="under 300 ms", figure=f"{council:.0f} ms", passed=passed(council < 300)
    )
    then = timezone.now() - timedelta(days=30)
    past = milliseconds(lambda: figures_of(action, moment=then), turns=3) / 1000
    report(
        "all figures of a report as at 30 days ago", target="under 5 s", figure=f"{past:.1f} s", passed=passed(past < 5)
    )
    lines, seconds, grown = export(client, f"/admin/board-actions/{action.pk}/seats.csv")
    report(
        f"every seat as CSV, {lines:,} lines", target="flat memory", figure=f"{seconds:.0f} s, {grown:.0f} MB more",
        passed=grown < 60,
    )  # fmt: skip


if __name__ == "__main__":
    main()
