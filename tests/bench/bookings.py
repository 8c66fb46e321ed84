"""300 people press "book" together for 100 places, over the real web form: CPU, waiting time, and nothing oversold.

A first crowd warms the workers up and is not counted; each of the others has a session of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings
from django.utils import timezone

from tests.bench import servers
from tests.bench.figures import percentile, report, typical
from tests.workshops.factories import crowd, session, session_key, workshop
from workshops.models import Booking

PEOPLE, PLACES, PASSES = 300, 100, 3
MOST_CPU_SECONDS, MOST_P95_SECONDS = 0.05, 5.0
# pretix on 2 cores, the same load: CPU-seconds an attempt through its web journey, bookings a second, p95.
PRETIX_CPU, PRETIX_RATE = 0.42, 5.5


def room(number: int):
    """A workshop of its own each time, since nobody books the same one twice."""
    page = workshop(f"Bench workshop {number}", f"bench-workshop-{number}")
    start = timezone.now() + timedelta(days=40)
    return session(page, capacity=PLACES, starts_at=start.replace(microsecond=0))


def press(port: int, one, people, folder: Path) -> list[list[float]]:
    plan = {
        "path": f"/bookings/{one.workshop_id}/",
        "session": one.pk,
        "sessions": [session_key(who) for who in people],
        "opens": True,
    }
    (folder / "plan.json").write_text(json.dumps(plan))
    command = [sys.executable, "-m", "tests.workshops.load", str(port), str(folder / "plan.json")]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=servers.ROOT).stdout)


def server_cpu(pid: int) -> float:
    database = os.environ.get("BENCH_DATABASE_PID")
    return servers.cpu_seconds(pid) + (servers.cpu_seconds(int(database)) if database else 0.0)


def main() -> None:
    if "BENCH_DATABASE" not in os.environ:
        sys.exit("Run `make bench`.")
    port = int(settings.PUBLIC_URL.rpartition(":")[2])
    spent, p95s, rates, wrong = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder, servers.web(port) as pid:
        for number in range(PASSES + 1):
            one = room(number)
            people = crowd(PEOPLE, one.workshop, first=number * PEOPLE)
            before, clock = server_cpu(pid), time.perf_counter()
            answers = press(port, one, people, Path(folder))
            took, cpu = time.perf_counter() - clock, server_cpu(pid) - before
            wrong += sum(status != 302 for status, _get, _post in answers)
            wrong += abs(Booking.objects.filter(session=one).confirmed().count() - PLACES)
            wrong += abs(Booking.objects.filter(session=one).waiting().count() - (PEOPLE - PLACES))
            if number:
                spent.append(cpu / PEOPLE)
                p95s.append(percentile([post / 1000 for _status, _get, post in answers], 95))
                rates.append(PEOPLE / took)
    tell(typical(spent), typical(p95s), typical(rates), wrong)


def tell(cpu: float, p95: float, rate: float, wrong: int) -> None:
    report(
        f"booking, {PEOPLE} at once for {PLACES} places: CPU an attempt (form and post; web and database)",
        target=f"at most {MOST_CPU_SECONDS} s",
        figure=f"{cpu:.4f} s",
        ratio=f"{PRETIX_CPU / cpu:.1f} times less than pretix's {PRETIX_CPU}",
        passed=cpu <= MOST_CPU_SECONDS,
    )
    report(
        "booking: p95 from press to answer",
        target=f"under {MOST_P95_SECONDS:.0f} s",
        figure=f"{p95:.2f} s",
        passed=p95 < MOST_P95_SECONDS,
    )
    report(
        "booking: attempts a second",
        target=f"above {PRETIX_RATE}",
        figure=f"{rate:.0f}",
        ratio=f"{rate / PRETIX_RATE:.1f}",
        passed=rate > PRETIX_RATE,
    )
    report(
        "booking: errors, places oversold or left over, in all passes", target="0", figure=str(wrong), passed=not wrong
    )


if __name__ == "__main__":
    main()
