"""A report of seconds watched: the operation against a plain one-row UPDATE, and the whole of it over HTTP."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from learning import operations, watching
from learning.models import Enrolment, Watching
from tests.bench import data, servers
from tests.bench.figures import percentile, report, typical

ROUNDS, WRITES = 6, 150
CLIENTS, BEATS_EACH = 20, 100
PASSES = 3
MOST_WARM_UPS, ANSWERED_SECONDS = 20, 0.02
MOST_TIMES_UPDATE, MOST_MS_OF_CPU, MOST_P95_MS = 2.0, 2.5, 50.0


def ticket_for(enrolment: Enrolment, step) -> watching.Ticket:
    total = watching.seconds_in(step.value["film"].duration_seconds)
    needed = watching.needed_seconds(total, data.module().share_needed)
    return watching.Ticket(enrolment.pk, step.key, total, needed, int(timezone.now().timestamp() * 1000))


def plain_update(pk: int, seen: bytes, now) -> None:
    with transaction.atomic():
        Watching.objects.filter(pk=pk).update(seen=seen, last_beat_at=now)


def timed(write) -> tuple[float, float]:
    """(CPU, wall) in milliseconds for each of a run of writes."""
    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(WRITES):
        write(number)
    return (time.process_time() - cpu) * 1000 / WRITES, (time.perf_counter() - wall) * 1000 / WRITES


def operation_against_update(ticket: watching.Ticket) -> None:
    start = timezone.now()
    operations.record_beat(ticket=ticket, sequence=0, position=0.0, intervals=[(0.0, 1.0)], now=start)
    pk = Watching.objects.get(enrolment_id=ticket.enrolment_id, step_key=ticket.step_key).pk

    def beat(number: int) -> None:
        at = float(number % 60)
        operations.record_beat(
            ticket=ticket, sequence=number, position=at, intervals=[(at, at + 5)], now=start + timedelta(seconds=5)
        )

    def update(number: int) -> None:
        plain_update(pk, b"\x01" * 23, start + timedelta(seconds=number))

    beat(1), update(1)
    beats, updates = [], []
    for _each in range(ROUNDS):
        beats.append(timed(beat))
        updates.append(timed(update))
    for index, clock in enumerate(("CPU", "wall")):
        own, anchor = typical([sample[index] for sample in beats]), typical([sample[index] for sample in updates])
        asked = {"target": "at most 2 times", "passed": own / anchor <= MOST_TIMES_UPDATE} if index == 0 else {}
        report(
            f"beat, the operation: {clock}, ours and one plain UPDATE",
            figure=f"{own:.3f} and {anchor:.3f} ms",
            ratio=f"{own / anchor:.2f}",
            **asked,
        )


def bodies(enrolments, step) -> list[list[str]]:
    """What twenty players would post, each for its own person, in order."""
    own = []
    for enrolment in enrolments:
        ticket = str(ticket_for(enrolment, step))
        own.append(
            [
                json.dumps({"ticket": ticket, "seq": n, "position": n + 5.0, "intervals": [[n, n + 5.0]]})
                for n in range(BEATS_EACH)
            ]
        )
    return own


def warm_up(pid: int, beats) -> None:
    """Until every worker has answered in three rounds: its first request reads all addresses, seconds of CPU."""
    beats()
    rounds = dict.fromkeys(servers.children(pid), 0)
    for _each in range(MOST_WARM_UPS):
        before = {worker: servers.cpu_seconds(worker) for worker in rounds}
        beats()
        for worker in rounds:
            rounds[worker] += servers.cpu_seconds(worker) - before[worker] >= ANSWERED_SECONDS
        if min(rounds.values()) >= 3:
            return


def over_http(enrolments, step) -> None:
    port = int(settings.PUBLIC_URL.rpartition(":")[2])
    with tempfile.TemporaryDirectory() as folder, servers.web(port) as pid:
        posts = Path(folder) / "posts.json"
        command = [sys.executable, "-m", "tests.bench.beat_clients", str(port), str(posts)]

        def run(some) -> list[float]:
            posts.write_text(json.dumps(some))
            answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=servers.ROOT)
            return json.loads(answer.stdout)

        plan = bodies(enrolments, step)
        warm_up(pid, lambda: run([posts_of_one[:10] for posts_of_one in plan]))
        before = servers.cpu_seconds(pid)
        passes = [run(plan) for _each in range(PASSES)]
        spent = (servers.cpu_seconds(pid) - before) * 1000 / sum(map(len, passes))
    waits = sorted(passes, key=lambda some: percentile(some, 95))[PASSES // 2]
    p95 = percentile(waits, 95)
    report(
        "beat over HTTP: CPU of the web's processes",
        target=f"at most {MOST_MS_OF_CPU} ms",
        figure=f"{spent:.2f} ms",
        passed=spent <= MOST_MS_OF_CPU,
    )
    report(
        f"beat over HTTP: p95 with {CLIENTS} clients at once",
        target=f"under {MOST_P95_MS:.0f} ms",
        figure=f"{p95:.0f} ms (median {percentile(waits, 50):.0f}, longest {max(waits):.0f})",
        passed=p95 < MOST_P95_MS,
    )


def main() -> None:
    if "BENCH_DATABASE" not in os.environ:
        sys.exit("Run `make bench`.")
    step = next(step for step in data.module().step_list if step.kind == "video")
    enrolments = list(
        Enrolment.objects.filter(completion=None).exclude(pk=data.reader().pk).order_by("pk")[: CLIENTS + 1]
    )
    operation_against_update(ticket_for(enrolments[0], step))
    over_http(enrolments[1:], step)


if __name__ == "__main__":
    main()
