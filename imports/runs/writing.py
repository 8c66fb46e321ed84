"""Writing what was previewed."""

from datetime import datetime

from django.db import DataError, IntegrityError, connection, transaction

from imports.audit import AGREED, IMPORTED
from imports.enums import ImportAction, ImportState
from imports.kinds import IMPORTERS
from imports.kinds.planning import StalePlan, in_chunks
from imports.models import ImportEntry, ImportRun
from imports.runs.states import CARRIED_OUT, NOTHING_WRITTEN, NotNow, claim, context_of, drop_file, why_again
from people.models import Appointment, Organisation, Person
from people.operations import record_audit

WRITTEN = 1000  # entries that an importer gets at a time
MANY = 1000


def agree_run(*, run: ImportRun, by: Person | None, now: datetime) -> None:
    """Somebody has looked the preview over and wants it written."""
    if not ImportRun.objects.filter(pk=run.pk, state=ImportState.PREVIEWED).update(state=ImportState.AGREED, percent=0):
        raise NotNow(run.pk)
    record_audit(action=AGREED, about=run, by=by, now=now)
    run.refresh_from_db()


def write_run(*, run: ImportRun, now: datetime) -> ImportRun:
    """Write all that was previewed in one transaction, or nothing. A preview that is out of date is read again.

    Raises NotNow, and TakenOver if another worker has the run by now: then nothing was written here.
    """
    lease = claim(run, ImportState.AGREED, now)
    context = context_of(run, lease, now)
    importer = IMPORTERS[run.kind]
    try:
        with transaction.atomic():
            at_once = importer.create_all(run, context)
            for action in CARRIED_OUT[1:] if at_once else CARRIED_OUT:
                for chunk in in_chunks(run.entries.filter(action=action).order_by("pk").iterator(WRITTEN), WRITTEN):
                    importer.write(chunk, context)

            notes = [note for note in run.notes if note not in why_again(run)] + context.notes
            lease.end(state=ImportState.COMMITTED, committed_at=now, percent=100, notes=notes)
            counts = {action: run.counts.get(action, 0) for action in ImportAction.values}
            record_audit(action=IMPORTED, about=run, by=run.started_by, data=counts, now=now)
    except (StalePlan, IntegrityError) as error:
        reason = str(error) if isinstance(error, StalePlan) else "Somebody changed the directory in between."
        notes = [f"{NOTHING_WRITTEN} {reason} The file is read again, so look it over once more."]
        run.refresh_from_db()
        lease.end(state=ImportState.WAITING, notes=notes, percent=0)
        return run
    except DataError:  # it would never fit, however often it is tried
        run.refresh_from_db()
        lease.fail(state=ImportState.FAILED, error="A value in the file is too long to be kept. Nothing was written.")
        return run
    drop_file(run)
    if run.counts.get(ImportAction.CREATED, 0) > MANY:
        _count_rows_anew()
    return run


def _count_rows_anew() -> None:
    """PostgreSQL plans by counts that it takes now and then; until then it would search England row by row."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Organisation, Person, Appointment, ImportEntry):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
