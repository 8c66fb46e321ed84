"""Taking back what a run changed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from imports.audit import UNDONE
from imports.enums import ImportState
from imports.kinds import IMPORTERS
from imports.kinds.planning import Kept
from imports.models import ImportEntry, ImportRun
from imports.runs.states import CARRIED_OUT, NotNow, claim, context_of
from people.models import Person
from people.operations import record_audit

UNDONE_AT_ONCE = 300
STAYS = "Stays:"


def ask_undo(*, run: ImportRun, by: Person | None, now: datetime) -> None:
    """Somebody wants the run taken back. A worker does it, since a long one takes minutes."""
    if not ImportRun.objects.filter(pk=run.pk, state=ImportState.COMMITTED).update(
        state=ImportState.UNDO_ASKED, percent=0
    ):
        raise NotNow(run.pk)
    record_audit(action=UNDONE, about=run, by=by, now=now)
    run.refresh_from_db()


def undo_run(*, run: ImportRun, now: datetime) -> list[Kept]:
    """Take back what the run changed, the latest first, a few lines in a transaction so that others can write too.

    Each line is taken back whole or stays, since later facts stand on it; those are returned, each with why. A worker
    that dies in between leaves the rest to be taken up. Raises NotNow, TakenOver.
    """
    lease = claim(run, ImportState.UNDO_ASKED, now)
    context, kept = context_of(run, lease, now), []
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
            lease.renew(now=timezone.now())
    stays = run.entries.filter(reason__startswith=STAYS).count()
    lease.end(
        state=ImportState.UNDONE,
        undone_at=now,
        counts={**run.counts, "kept": stays},
        notes=[*run.notes, _stays_in_words(stays)],
    )
    return kept


def _stays_in_words(count: int) -> str:
    if not count:
        return "Undone. Every line was taken back."
    return f"Undone. {count} {'lines stay' if count > 1 else 'line stays'}, since later facts stand on it."
