"""Places under a crowd: real web processes, a real database, everybody pressing at once.

The same crowd against a count and then an insert, without the lock, gets more places than there are: so the test bites.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from people.models import Person
from tests import servers
from tests.workshops.factories import STARTS, agency, crowd, session, session_key, workshop
from workshops.enums import BookingState
from workshops.models import Booking, WorkshopSession
from workshops.operations import book

# PostgreSQL holds the crowd back with a lock on the session's row, SQLite with a lock on a file: each can fail alone.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web(tmp_path):
    """The product as `make run` serves it, on this test's database. Its port."""
    port, own = servers.free_port(), {**os.environ, "VAR_DIR": str(tmp_path / "var")}
    shutil.copytree(servers.static_template(), tmp_path / "var")
    command = [servers.BIN / "gunicorn", "config.wsgi", "-c", "python:config.gunicorn_settings"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
    process = servers.start(command, log=tmp_path / "web.log", env=own)
    servers.wait_until(lambda: servers.answers(port), "the web")
    yield port
    servers.end(process)


def press_all_at_once(port: int, room: WorkshopSession, people: list[Person], folder) -> Counter:
    plan = {
        "path": f"/bookings/{room.workshop_id}/",
        "session": room.pk,
        "sessions": [session_key(who) for who in people],
        "opens": False,
    }
    (folder / "plan.json").write_text(json.dumps(plan))
    command = [sys.executable, "-m", "tests.workshops.load", str(port), folder / "plan.json"]
    done = subprocess.run(command, cwd=servers.HERE, capture_output=True, text=True, check=True)
    return Counter(status for status, _get, _post in json.loads(done.stdout))


# The larger crowd waits longer and meets the same lock.
LARGER = [pytest.mark.full, pytest.mark.both_databases]


@pytest.mark.parametrize(
    ("count", "capacity"),
    [pytest.param(300, 100, marks=pytest.mark.postgresql), pytest.param(500, 40, marks=LARGER)],
)
def test_a_crowd_gets_exactly_the_places_there_are(web, tmp_path, count, capacity):
    page = workshop()
    room, people = session(page, capacity=capacity), crowd(count, page)
    assert press_all_at_once(web, room, people, tmp_path) == {302: count}
    states = Counter(Booking.objects.values_list("state", flat=True))
    assert states == {BookingState.CONFIRMED: capacity, BookingState.WAITING: count - capacity}
    assert WorkshopSession.objects.get(pk=room.pk).places_taken == capacity


def in_threads(work, items, *, threads=16) -> None:
    start = Barrier(threads)

    def first_wait(_number):
        start.wait()

    def then(item):
        try:
            work(item)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(first_wait, range(threads)))
        list(pool.map(then, items))


@pytest.mark.both_databases
def test_a_count_and_then_an_insert_would_oversell():
    """The control: the crowd of the test above, without the lock."""
    page = workshop()
    room, people = session(page, capacity=20), crowd(80, page)
    counted = Barrier(16)

    def naive(who):
        free = Booking.objects.filter(session=room).confirmed().count() < 20
        if not counted.broken and who.pk in early:
            counted.wait(10)  # as sixteen processes would, between the two statements
        now = timezone.now()
        Booking.objects.create(
            workshop=page, session=room, person=who, name=str(who), state="confirmed" if free else "waiting",
            state_at=now, queued_at=now, confirmed_at=now if free else None, booked_by=who,
        )  # fmt: skip

    early = {who.pk for who in people[16:32]}
    in_threads(naive, people[:16])
    in_threads(naive, people[16:32])
    in_threads(naive, people[32:])
    assert Booking.objects.confirmed().count() > 20


@pytest.mark.both_databases
def test_the_same_threads_through_the_operation_do_not():
    page = workshop()
    room, people = session(page, capacity=20), crowd(80, page)
    where = agency()
    in_threads(lambda who: book(session=room, person=who, organisation=where, by=who, now=timezone.now()), people)
    assert Booking.objects.confirmed().count() == 20


@pytest.mark.both_databases
def test_one_person_in_two_sessions_at_once_has_one_place():
    page = workshop()
    rooms = [session(page, starts_at=STARTS) for _n in range(4)]
    who, where = crowd(1, page)[0], agency()
    in_threads(lambda room: book(session=room, person=who, organisation=where, by=who, now=timezone.now()), rooms * 4)
    assert Booking.objects.active().count() == 1
    assert sum(WorkshopSession.objects.values_list("places_taken", flat=True)) == 1
