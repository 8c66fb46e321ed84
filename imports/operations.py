"""Before an import is written: which column means what, and what somebody says to the questions of its preview."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from imports.audit import COLUMNS_MATCHED, QUESTIONS_ANSWERED
from imports.enums import ImportState
from imports.models import ColumnMapping, ImportRun
from people.models import Person
from people.operations.audit import record_audit

LEAVE, NEW, SHARE = "leave", "new", "share"
WORDS = (LEAVE, NEW, SHARE)
MATCHING = "matching"  # an option of runs whose columns somebody is matching: nobody reads them yet


class TooLate(Exception):
    """The run is being read or written, or is done. Look at it again."""


@transaction.atomic
def match_columns(
    *,
    run: ImportRun,
    header: Sequence[str],
    header_hash: str,
    columns: dict[str, str],
    by: Person | None,
    now: datetime,
) -> None:
    """What each column means: the file is read with it, and the next file with the same header is offered it."""
    locked = _open(run, [ImportState.WAITING, ImportState.PREVIEWED])
    locked.options = {**locked.options, "columns": {field: c for field, c in columns.items() if c in header}}
    locked.options.pop(MATCHING, None)
    _read_again(locked)
    ColumnMapping.objects.update_or_create(header=header_hash, defaults={"columns": columns, "used_at": now})
    record_audit(action=COLUMNS_MATCHED, about=run, by=by, now=now)
    run.refresh_from_db()


@transaction.atomic
def answer_lines(*, run: ImportRun, answers: dict[int, int | str], by: Person | None, now: datetime) -> None:
    """Whom lines are about: {line: key of an appointment, "new", "share" or "leave"}. Then the file is read again."""
    locked = _open(run, [ImportState.PREVIEWED])
    chosen = {str(line): answer for line, answer in answers.items() if isinstance(answer, int) or answer in WORDS}
    locked.options = {**locked.options, "chosen": {**locked.options.get("chosen", {}), **chosen}}
    _read_again(locked)
    record_audit(action=QUESTIONS_ANSWERED, about=run, by=by, data={"lines": len(chosen)}, now=now)
    run.refresh_from_db()


@transaction.atomic
def forget_answers(*, run: ImportRun, by: Person | None, now: datetime) -> None:
    """All questions are open again."""
    locked = _open(run, [ImportState.PREVIEWED])
    locked.options = {name: value for name, value in locked.options.items() if name != "chosen"}
    _read_again(locked)
    run.refresh_from_db()


def _open(run: ImportRun, states: list[ImportState]) -> ImportRun:
    locked = ImportRun.objects.select_for_update().filter(pk=run.pk, state__in=states).first()
    if locked is None:
        raise TooLate(run.pk)
    return locked


def _read_again(run: ImportRun) -> None:
    run.state, run.percent = ImportState.WAITING, 0
    run.save(update_fields=["state", "percent", "options"])
