"""Runs that somebody left: taken up again, or thrown away."""

from datetime import datetime, timedelta

from imports.audit import DISCARDED
from imports.enums import ImportState
from imports.models import ImportRun
from imports.operations import MATCHING
from imports.runs.states import NotNow, drop_file
from people.models import Person
from people.operations import record_audit

PREVIEWS_KEPT = timedelta(days=7)


def discard_run(*, run: ImportRun, by: Person | None, now: datetime) -> None:
    """A preview that nobody wants: the file and the lines go, the mark that it was looked at stays."""
    done = ImportRun.objects.filter(
        pk=run.pk, state__in=[ImportState.WAITING, ImportState.PREVIEWED, ImportState.FAILED]
    ).update(state=ImportState.DISCARDED)
    if not done:
        raise NotNow(run.pk)
    run.entries.all().delete()
    drop_file(run)
    record_audit(action=DISCARDED, about=run, by=by, now=now)
    run.refresh_from_db()


def runs_to_requeue(now: datetime) -> list[ImportRun]:
    """Runs that wait to be read, written or undone, those of a dead worker included."""
    ImportRun.objects.reclaim(now=now)
    # Somebody is still saying what the columns of a sheet mean.
    return [run for run in ImportRun.objects.waiting().order_by("pk") if not run.options.get(MATCHING)]


def discard_old_previews(*, now: datetime) -> int:
    """Names and addresses that nobody agreed to are not kept: previews of a week ago go."""
    left = [ImportState.WAITING, ImportState.PREVIEWED, ImportState.FAILED]
    old = ImportRun.objects.filter(state__in=left, started_at__lt=now - PREVIEWS_KEPT)
    for run in old:
        discard_run(run=run, by=None, now=now)
    return len(old)
