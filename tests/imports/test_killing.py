"""Power cuts during an import: real workers, killed while they read, write and undo. It is all there, or none of it."""

from datetime import timedelta

import pytest
from django.core.files import File
from django.utils import timezone

from imports import runs
from imports.enums import ImportKind, ImportState
from imports.models import ImportRun
from imports.tasks import enqueue_import, requeue_imports
from people.models import Appointment, Person
from tests.imports.extracts import governor, governors_file, imported, letters, school, schools_file
from tests.servers import kill_group, wait_until

# On PostgreSQL, where a server has to notice that its client is dead; a killed client of SQLite leaves just a file.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
LINES = 3000


@pytest.fixture
def run(tmp_path):
    schools = [school(str(100000 + n), f"School {n}") for n in range(50)]
    imported("establishments", schools_file(tmp_path, *schools))
    rows = [governor(str(n), str(100000 + n % 50), f"Rowan{letters(n)} Mock") for n in range(1, LINES + 1)]
    path = governors_file(tmp_path, *rows)
    with path.open("rb") as file:
        return runs.start_run(
            kind=ImportKind.GOVERNANCE, file=File(file), file_name=path.name, by=None, now=timezone.now()
        )


def taken_up(run: ImportRun) -> None:
    """As if its time had run out: what a dead worker held is found by the sweep."""
    assert runs.runs_to_requeue(timezone.now()) == [], "not while it may still be alive"
    ImportRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    requeue_imports()


def state_of(run: ImportRun) -> str:
    run.refresh_from_db()
    return run.state


def killed_while(run: ImportRun, worker, state: str, begun=lambda: True) -> None:
    wait_until(lambda: (state_of(run) == state and begun()) or state_of(run) not in BEFORE[state], state, seconds=60)
    kill_group(worker)


# What a run may be before, so that a test on a quick machine that comes too late says so in place of waiting.
BEFORE = {
    ImportState.READING: {ImportState.WAITING, ImportState.READING},
    ImportState.WRITING: {ImportState.AGREED, ImportState.WRITING},
    ImportState.UNDOING: {ImportState.UNDO_ASKED, ImportState.UNDOING},
}


def test_a_worker_killed_while_it_reads_writes_and_undoes(run, celery_worker_process):
    def worker():
        return celery_worker_process(queues="long")

    first = worker()
    enqueue_import(run)
    killed_while(run, first, ImportState.READING, run.entries.exists)
    assert not Person.objects.exists()
    second = worker()
    if state_of(run) == ImportState.READING:
        taken_up(run)
    wait_until(lambda: state_of(run) == ImportState.PREVIEWED, "the preview", seconds=90)
    assert run.counts["created"] == LINES == run.entries.count(), "read anew, and no line twice"

    runs.agree_run(run=run, by=None, now=timezone.now())
    enqueue_import(run)
    killed_while(run, second, ImportState.WRITING)
    assert Appointment.objects.count() in (0, LINES), "all or nothing"
    third = worker()
    if state_of(run) == ImportState.WRITING:
        assert not Person.objects.exists()
        taken_up(run)
    wait_until(lambda: state_of(run) == ImportState.COMMITTED, "the writing", seconds=90)
    assert Appointment.objects.count() == Person.objects.count() == LINES

    runs.ask_undo(run=run, by=None, now=timezone.now())
    enqueue_import(run)
    killed_while(run, third, ImportState.UNDOING, lambda: run.entries.filter(undone=True).exists())
    worker()
    if state_of(run) == ImportState.UNDOING:
        assert Appointment.objects.count() < LINES
        taken_up(run)
    wait_until(lambda: state_of(run) == ImportState.UNDONE, "the undoing", seconds=90)
    assert not Person.objects.exists() and not Appointment.objects.exists()
    assert run.counts["kept"] == 0
