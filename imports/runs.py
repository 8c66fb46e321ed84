"""Runs of imports: a file is read and shown first, then written in one transaction, kept, and undone if asked.

Rows are the truth and Celery only drives them: a run that a dead worker left behind is taken up again by the sweep.
"""

import hashlib
import re
import shutil
import tempfile
from array import array
from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from imports.audit import AGREED, DISCARDED, IMPORTED, UNDONE
from imports.enums import ImportAction, ImportKind, ImportState
from imports.kinds import IMPORTERS
from imports.kinds.files import UnreadableFile
from imports.kinds.planning import Context, StalePlan, in_chunks
from imports.kinds.sheets import Header, header_of
from imports.models import ImportEntry, ImportRun
from imports.operations import MATCHING
from people.models import Appointment, Organisation, Person
from people.operations import record_audit

LARGEST = 300 * 2**20  # bytes; the register of the whole country has about 70 million
LEASE = timedelta(minutes=10)
STORED = 1000  # entries in a statement, each in a short transaction of its own while reading
WRITTEN = 1000
UNDONE_AT_ONCE = 300
STAYS = "Stays:"
NOTHING_WRITTEN = "Nothing was written:"
MANY = 1000
PREVIEWS_KEPT = timedelta(days=7)
S, A = ImportState, ImportAction
# What a run carries out, in this order: an end or a change may stand on what the same file creates.
CARRIED_OUT = (A.CREATED, A.CHANGED, A.ENDED, A.DISAGREEMENT)
DAY_IN_NAME = re.compile(r"(20\d\d)-?([01]\d)-?([0-3]\d)")


class NotNow(Exception):
    """The run is not in a state in which this can be done."""


def day_of(file_name: str, otherwise: date) -> date:
    """The day that GIAS writes into its file names (edubasealldata20261101.csv), else `otherwise`."""
    found = DAY_IN_NAME.search(file_name)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else otherwise
    except ValueError:
        return otherwise
    return min(day, otherwise)


def start_run(
    *,
    kind: ImportKind,
    file: File,
    file_name: str,
    by: Person | None,
    now: datetime,
    extract_on: date | None = None,
    options: dict | None = None,
) -> ImportRun:
    """Keep the file, to be read. Nothing else changes."""
    digest, size = hashlib.sha256(), 0
    for piece in file.chunks():
        digest.update(piece)
        size += len(piece)
        if size > LARGEST:
            raise UnreadableFile(f"The file has more than {LARGEST // 2**20} MB. No extract is so large.")
    file.seek(0)
    name = Path(file_name.replace("\\", "/")).name[:200]
    run = ImportRun(
        kind=kind,
        file_name=name,
        sha256=digest.hexdigest(),
        size=size,
        extract_on=extract_on or day_of(name, timezone.localdate(now)),
        options=options or {},
        started_by=by,
        started_at=now,
    )
    run.file.save(f"{digest.hexdigest()[:16]}.import", file, save=False)
    run.save()
    return run


def header_of_run(run: ImportRun) -> Header:
    """The columns of a sheet that waits to be read. Raises UnreadableFile."""
    with _local(run) as path:
        return header_of(path)


# --- Reading ------------------------------------------------------------------------------------------------------


def preview_run(*, run: ImportRun, now: datetime) -> ImportRun:
    """Read the file and keep what each line would do. Changes nothing else, and never holds a lock for long."""
    if not _take(run, S.WAITING, S.READING, now):
        raise NotNow(run.pk)
    run.entries.all().delete()
    context = _context(run, now)
    try:
        with _local(run) as path:
            counts = _store(run, IMPORTERS[run.kind].plan(path, context), context)
    except UnreadableFile as error:
        _set(run, state=S.FAILED, error=str(error)[:500], lease_until=None)
        run.entries.all().delete()
        _drop_file(run)
        return run
    _set(
        run,
        state=S.PREVIEWED,
        counts={**dict.fromkeys(A.values, 0), **counts},
        rows_read=run.lines_read,
        notes=[*_why_again(run), *context.notes],
        percent=100,
        lease_until=None,
    )
    return run


def _why_again(run: ImportRun) -> list[str]:
    """Why somebody has to look at a preview once more, until it is written."""
    return [note for note in run.notes if note.startswith(NOTHING_WRITTEN)]


def _store(run: ImportRun, planned, context: Context) -> Counter:
    counts: Counter = Counter()
    run.unchanged_lines, run.lines_read = array("I"), 0  # for whoever asked; not kept
    for chunk in in_chunks(planned, STORED):
        counts.update(str(p.action) for p in chunk)
        # A line may name a trust besides, and what follows from the whole file stands on no line.
        run.lines_read += sum(p.line > 0 and not p.key.startswith("UID ") for p in chunk)
        run.unchanged_lines.extend(p.line for p in chunk if p.action == A.UNCHANGED)
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
                if p.action != A.UNCHANGED
            ],
            batch_size=STORED,
        )
    return counts


# --- Writing ------------------------------------------------------------------------------------------------------


def agree_run(*, run: ImportRun, by: Person | None, now: datetime) -> None:
    """Somebody has looked the preview over and wants it written."""
    if not ImportRun.objects.filter(pk=run.pk, state=S.PREVIEWED).update(state=S.AGREED, percent=0):
        raise NotNow(run.pk)
    record_audit(action=AGREED, about=run, by=by, now=now)
    run.refresh_from_db()


def write_run(*, run: ImportRun, now: datetime) -> ImportRun:
    """Write all that was previewed in one transaction, or nothing. A preview that is out of date is read again."""
    if not _take(run, S.AGREED, S.WRITING, now):
        raise NotNow(run.pk)
    context = _context(run, now)
    importer = IMPORTERS[run.kind]
    try:
        with transaction.atomic():
            at_once = importer.create_all(run, context)
            for action in CARRIED_OUT[1:] if at_once else CARRIED_OUT:
                for chunk in in_chunks(run.entries.filter(action=action).order_by("pk").iterator(WRITTEN), WRITTEN):
                    importer.write(chunk, context)
            importer.finish(context)
            notes = [note for note in run.notes if note not in _why_again(run)] + context.notes
            _set(run, state=S.COMMITTED, committed_at=now, percent=100, lease_until=None, notes=notes)
            counts = {action: run.counts.get(action, 0) for action in A.values}
            record_audit(action=IMPORTED, about=run, by=run.started_by, data=counts, now=now)
    except (StalePlan, IntegrityError) as error:
        reason = str(error) if isinstance(error, StalePlan) else "Somebody changed the directory in between."
        notes = [f"{NOTHING_WRITTEN} {reason} The file is read again, so look it over once more."]
        # Only if it is still ours: another worker may have taken over a run that took too long, and written it.
        ImportRun.objects.filter(pk=run.pk, state=S.WRITING).update(
            state=S.WAITING, notes=notes, lease_until=None, percent=0
        )
        run.refresh_from_db()
        return run
    except DataError:  # it would never fit, however often it is tried
        _set(run, state=S.FAILED, error="A value in the file is too long to be kept. Nothing was written.")
        return run
    _drop_file(run)
    if run.counts.get(A.CREATED, 0) > MANY:
        _count_rows_anew()
    return run


def _count_rows_anew() -> None:
    """PostgreSQL plans by counts that it takes now and then; until then it would search England row by row."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Organisation, Person, Appointment, ImportEntry):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


# --- Undoing ------------------------------------------------------------------------------------------------------


def ask_undo(*, run: ImportRun, by: Person | None, now: datetime) -> None:
    """Somebody wants the run taken back. A worker does it, since a long one takes minutes."""
    if not ImportRun.objects.filter(pk=run.pk, state=S.COMMITTED).update(state=S.UNDOING, lease_until=None, percent=0):
        raise NotNow(run.pk)
    record_audit(action=UNDONE, about=run, by=by, now=now)
    run.refresh_from_db()


def undo_run(*, run: ImportRun, now: datetime) -> list[tuple[ImportEntry, str]]:
    """Take back what the run changed, the latest first, a few lines in a transaction so that others can write too.

    Each line is taken back whole or stays, since later facts stand on it; those are returned, each with why. A worker
    that dies in between leaves the rest to be taken up.
    """
    lease = Q(lease_until=None) | Q(lease_until__lt=now)
    if not ImportRun.objects.filter(lease, pk=run.pk, state=S.UNDOING).update(lease_until=now + LEASE):
        raise NotNow(run.pk)
    run.refresh_from_db()
    context, kept = _context(run, now), []
    for action in reversed(CARRIED_OUT):
        while chunk := list(run.entries.filter(action=action, undone=False).order_by("-pk")[:UNDONE_AT_ONCE]):
            with transaction.atomic():
                stay = IMPORTERS[run.kind].undo(chunk, context)
                for entry, reason in stay:
                    entry.reason = f"{STAYS} {reason}"[:500]
                for entry in chunk:
                    entry.undone = True
                ImportEntry.objects.bulk_update(chunk, ["undone", "reason"], batch_size=200)
            kept += stay
            ImportRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() + LEASE)
    stays = run.entries.filter(reason__startswith=STAYS).count()
    _set(
        run,
        state=S.UNDONE,
        undone_at=now,
        lease_until=None,
        counts={**run.counts, "kept": stays},
        notes=[*run.notes, _stays_in_words(stays)],
    )
    return kept


def _stays_in_words(count: int) -> str:
    if not count:
        return "Undone. Every line was taken back."
    return f"Undone. {count} {'lines stay' if count > 1 else 'line stays'}, since later facts stand on it."


def discard_run(*, run: ImportRun, by: Person | None, now: datetime) -> None:
    """A preview that nobody wants: the file and the lines go, the mark that it was looked at stays."""
    done = ImportRun.objects.filter(pk=run.pk, state__in=[S.WAITING, S.PREVIEWED, S.FAILED]).update(state=S.DISCARDED)
    if not done:
        raise NotNow(run.pk)
    run.entries.all().delete()
    _drop_file(run)
    record_audit(action=DISCARDED, about=run, by=by, now=now)
    run.refresh_from_db()


# --- Taking up again ----------------------------------------------------------------------------------------------


def runs_to_requeue(now: datetime) -> list[ImportRun]:
    """Runs that wait to be read, written or undone, those of a dead worker included."""
    ImportRun.objects.filter(state=S.READING, lease_until__lt=now).update(state=S.WAITING, lease_until=None)
    ImportRun.objects.filter(state=S.WRITING, lease_until__lt=now).update(state=S.AGREED, lease_until=None)
    undoing = Q(state=S.UNDOING) & (Q(lease_until=None) | Q(lease_until__lt=now))
    found = ImportRun.objects.filter(Q(state__in=[S.WAITING, S.AGREED]) | undoing).order_by("pk")
    # Somebody is still saying what the columns of a sheet mean.
    return [run for run in found if not run.options.get(MATCHING)]


def discard_old_previews(*, now: datetime) -> int:
    """Names and addresses that nobody agreed to are not kept: previews of a week ago go."""
    left = [S.WAITING, S.PREVIEWED, S.FAILED]
    old = ImportRun.objects.filter(state__in=left, started_at__lt=now - PREVIEWS_KEPT)
    for run in old:
        discard_run(run=run, by=None, now=now)
    return len(old)


def import_file(
    *, kind: ImportKind, path: Path, now: datetime, by: Person | None = None, options: dict | None = None,
    extract_on: date | None = None,
) -> ImportRun:  # fmt: skip
    """Read and write a file in one go, for the command line and the demonstration. Raises UnreadableFile."""
    with Path(path).open("rb") as file:
        run = start_run(
            kind=kind, file=File(file), file_name=Path(path).name, by=by, now=now, options=options,
            extract_on=extract_on,
        )  # fmt: skip
    preview_run(run=run, now=now)
    if run.state == S.FAILED:
        raise UnreadableFile(run.error)
    agree_run(run=run, by=by, now=now)
    return write_run(run=run, now=now)


def _take(run: ImportRun, source: ImportState, target: ImportState, now: datetime) -> bool:
    """Of two workers one gets the run."""
    taken = ImportRun.objects.filter(pk=run.pk, state=source).update(state=target, lease_until=now + LEASE, percent=0)
    run.refresh_from_db()
    return bool(taken)


def _set(run: ImportRun, **changes) -> None:
    for name, value in changes.items():
        setattr(run, name, value)
    run.save(update_fields=list(changes))


def _context(run: ImportRun, now: datetime) -> Context:
    def progress(percent: int) -> None:
        if percent > run.percent:
            run.percent = min(percent, 99)
            ImportRun.objects.filter(pk=run.pk).update(percent=run.percent, lease_until=timezone.now() + LEASE)

    return Context(
        extract_on=run.extract_on,
        now=now,
        by=run.started_by,
        written_at=run.committed_at,
        options=run.options,
        progress=progress,
    )


@contextmanager
def _local(run: ImportRun):
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


def _drop_file(run: ImportRun) -> None:
    if run.file:
        run.file.delete(save=False)
        ImportRun.objects.filter(pk=run.pk).update(file="")
