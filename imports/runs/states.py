"""What every step of a run shares: who has it, where its file is, what an importer may know."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from core.jobs import Lease
from imports.enums import ImportAction, ImportState
from imports.kinds.planning import Context
from imports.models import ImportRun

NOTHING_WRITTEN = "Nothing was written:"
# What a run carries out, in this order: an end or a change may stand on what the same file creates.
CARRIED_OUT = (ImportAction.CREATED, ImportAction.CHANGED, ImportAction.ENDED, ImportAction.DISAGREEMENT)


class NotNow(Exception):
    """The run is not in a state in which this can be done."""


def why_again(run: ImportRun) -> list[str]:
    """Why somebody has to look at a preview once more, until it is written."""
    return [note for note in run.notes if note.startswith(NOTHING_WRITTEN)]


def claim(run: ImportRun, state: ImportState, now: datetime) -> Lease:
    """Raises NotNow if the run is in another state, or another worker was quicker."""
    lease = run.claim(state=state, now=now)
    if lease is None:
        raise NotNow(run.pk)
    return lease


def context_of(run: ImportRun, lease: Lease, now: datetime) -> Context:
    def progress(percent: int) -> None:
        if percent > run.percent:
            lease.renew(now=timezone.now(), percent=min(percent, 99))

    return Context(
        extract_on=run.extract_on,
        now=now,
        by=run.started_by,
        written_at=run.committed_at,
        options=run.options,
        progress=progress,
    )


@contextmanager
def on_this_machine(run: ImportRun) -> Iterator[Path]:
    """The file on this machine's disk, wherever it is stored: importers read it more than once."""
    try:
        on_disk = run.file.path
    except NotImplementedError:  # it lies somewhere else: bring it here
        on_disk = ""
    if on_disk:
        yield Path(on_disk)
        return
    with tempfile.NamedTemporaryFile(prefix="import-") as copy:
        with run.file.open("rb") as stored:
            shutil.copyfileobj(stored, copy, 1 << 20)
        copy.flush()
        yield Path(copy.name)


def drop_file(run: ImportRun) -> None:
    if run.file:
        run.file.delete(save=False)
        ImportRun.objects.filter(pk=run.pk).update(file="")
