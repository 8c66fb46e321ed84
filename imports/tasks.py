"""Celery's part in imports: it only drives rows. A queue of its own, so that a long file never holds up the post."""

import logging

from celery import shared_task
from django.utils import timezone

from core import broker
from core.jobs import TakenOver
from imports import runs
from imports.enums import ImportState
from imports.models import ImportRun

log = logging.getLogger(__name__)
LONGEST = 3600  # seconds for one file; a run taken twice is refused by its state


@shared_task(queue="long", time_limit=LONGEST)
def work_on_import(run_id: int) -> None:
    run = ImportRun.objects.filter(pk=run_id).first()
    try:
        if run and run.state == ImportState.WAITING:
            runs.preview_run(run=run, now=timezone.now())
        elif run and run.state == ImportState.AGREED:
            runs.write_run(run=run, now=timezone.now())
        elif run and run.state == ImportState.UNDO_ASKED:
            runs.undo_run(run=run, now=timezone.now())
    except (runs.NotNow, TakenOver):
        log.info("Import %s is in other hands.", run_id)


@shared_task(queue="urgent")
def requeue_imports() -> None:
    """The guarantee: what a dead worker or an emptied broker left behind is found again here."""
    for run in runs.runs_to_requeue(timezone.now()):
        enqueue_import(run)


@shared_task(queue="long")
def discard_old_previews() -> None:
    runs.discard_old_previews(now=timezone.now())


def enqueue_import(run: ImportRun) -> None:
    """Ask a worker to look now. If the broker is down the sweep does it later."""
    broker.enqueue(work_on_import, run.pk)
