"""Reading a file, and keeping what each of its lines would do."""

from array import array
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from imports.enums import ImportAction, ImportState
from imports.kinds import IMPORTERS
from imports.kinds.files import UnreadableFile
from imports.kinds.planning import Planned, in_chunks
from imports.models import ImportEntry, ImportRun
from imports.runs.states import claim, context_of, drop_file, on_this_machine, why_again

STORED = 1000  # entries in a statement, each in a short transaction of its own


def preview_run(*, run: ImportRun, now: datetime) -> ImportRun:
    """Read the file and keep what each line would do. Changes nothing else, and never holds a lock for long.

    Raises NotNow, and TakenOver if it took so long that another worker began anew.
    """
    lease = claim(run, ImportState.WAITING, now)
    run.entries.all().delete()
    context = context_of(run, lease, now)
    try:
        with on_this_machine(run) as path:
            counts, lines_read = _store(run, IMPORTERS[run.kind].plan(path, context))
    except UnreadableFile as error:
        lease.fail(state=ImportState.FAILED, error=str(error))
        run.entries.all().delete()
        drop_file(run)
        return run
    lease.end(
        state=ImportState.PREVIEWED,
        counts={**dict.fromkeys(ImportAction.values, 0), **counts},
        rows_read=lines_read,
        notes=[*why_again(run), *context.notes],
        percent=100,
    )
    return run


def _store(run: ImportRun, planned: Iterable[Planned]) -> tuple[Counter[str], int]:
    """(how many lines of each action, how many lines there are)."""
    counts: Counter[str] = Counter()
    lines_read = 0
    run.unchanged_lines = array("I")
    for chunk in in_chunks(planned, STORED):
        counts.update(str(p.action) for p in chunk)
        # A line may name a trust besides, and what follows from the whole file stands on no line.
        lines_read += sum(p.line > 0 and not p.key.startswith("UID ") for p in chunk)
        run.unchanged_lines.extend(p.line for p in chunk if p.action == ImportAction.UNCHANGED)
        ImportEntry.objects.bulk_create(
            [
                ImportEntry(
                    run=run,
                    line=p.line,
                    action=p.action,
                    key=p.key[:260],
                    subject=p.subject[:500],
                    after=p.after,
                    before=p.before,
                    reason=p.reason[:500],
                    object_id=p.object_id,
                )
                for p in chunk
                if p.action != ImportAction.UNCHANGED
            ],
            batch_size=STORED,
        )
    return counts, lines_read
