"""What a learner does, step by step. Done once is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cms.models.pages import Step
from core.sqlite_write_lock import sqlite_write_lock
from learning import watching
from learning.checking import Answers, mark, unanswered
from learning.enums import StepEvidence
from learning.models import Attempt, Enrolment, StepRecord, Watching
from learning.watching import Ticket


class EnrolmentGone(Exception):
    """The enrolment that a ticket was given for is no longer there."""


class QuestionsUnanswered(Exception):
    """Every question needs an answer; `keys` have none."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(keys)
        self.keys = keys


@dataclass(frozen=True)
class Watched:
    seen: int
    credited: int
    done: bool


def record_beat(
    *, ticket: watching.Ticket, sequence: int, position: float, intervals: Iterable[tuple[float, float]], now: datetime
) -> Watched:
    """Add what was played to the set of one person and film. Any order, loss or repetition ends in the same set.

    Everyone who watches sends one every few seconds, so it takes no lock and, as a rule, opens no transaction: it
    reads, and writes only if nobody wrote in between; else it does both again.
    """
    played = list(intervals)
    while True:
        row = next(iter(Watching.objects.raw(_WATCHING, [ticket.enrolment_id, ticket.step_key])), None)
        row = row or _first_beat(ticket, now)
        seen = watching.add_intervals(watching.from_bytes(row.seen), played, ticket.total)
        order = ticket.order(sequence)
        credited = watching.credited(seen, row.first_beat_at, now)
        changes: dict[str, Any] = {"seen": watching.to_bytes(seen), "last_beat_at": now}
        if order > row.position_order:
            changes |= {"position": min(max(position, 0.0), float(ticket.total)), "position_order": order}
        as_read = Watching.objects.filter(pk=row.pk, seen=row.seen, position_order=row.position_order)
        enough = row.done_at is None and credited >= ticket.needed
        with sqlite_write_lock("beats"):
            written = _finish_film(as_read, changes, ticket, now) if enough else as_read.update(**changes)
        if written:
            return Watched(seen.bit_count(), credited, enough or row.done_at is not None)


# Written out: for Django to put this one sentence together costs more than all else that a beat does.
_WATCHING = f"SELECT * FROM {Watching._meta.db_table} WHERE enrolment_id = %s AND step_key = %s"  # noqa: S608


def _first_beat(ticket: Ticket, now: datetime) -> Watching:
    """Start the server's clock. Of two first beats at once, one row is made."""
    if not Enrolment.objects.filter(pk=ticket.enrolment_id).exists():
        raise EnrolmentGone(ticket.enrolment_id)
    first = Watching(enrolment_id=ticket.enrolment_id, step_key=ticket.step_key, first_beat_at=now, last_beat_at=now)
    with transaction.atomic():
        Watching.objects.bulk_create([first], ignore_conflicts=True)
        Enrolment.objects.filter(pk=ticket.enrolment_id, started_at=None).update(started_at=now)
    return Watching.objects.get(enrolment_id=ticket.enrolment_id, step_key=ticket.step_key)


@transaction.atomic
def _finish_film(as_read: QuerySet[Watching], changes: dict[str, Any], ticket: Ticket, now: datetime) -> int:
    """The beat that makes it enough: the set and the step that it completes are written together, or neither."""
    changed = as_read.filter(done_at=None).update(**changes, done_at=now)
    if changed:
        step_done(ticket.enrolment_id, ticket.step_key, StepEvidence.WATCHED, now)
    return changed


def step_done(enrolment_id: int, step_key: str, how: StepEvidence, now: datetime) -> None:
    """Write that a step is done, unless it was; the learner has started then."""
    record = StepRecord(enrolment_id=enrolment_id, step_key=step_key, how=how, at=now)
    StepRecord.objects.bulk_create([record], ignore_conflicts=True)
    Enrolment.objects.filter(pk=enrolment_id, started_at=None).update(started_at=now)


@transaction.atomic
def record_step(*, enrolment: Enrolment, step: Step, how: StepEvidence, now: datetime) -> None:
    """A step was read, or its transcript was. Done once is done."""
    step_done(enrolment.pk, step.key, how, now)


@transaction.atomic
def record_attempt(*, enrolment: Enrolment, step: Step, answers: Answers, now: datetime) -> bool:
    """Keep an attempt; if all is right the step is done. Every question needs an answer first."""
    questions, passed = mark(step, answers)
    missing = unanswered(questions)
    if missing:
        raise QuestionsUnanswered([question.key for question in missing])
    chosen = {
        question.key: [choice.key for choice in question.choices if choice.key in question.chosen]
        for question in questions
    }
    revision = enrolment.briefing.module.live_revision_id
    Attempt.objects.create(
        enrolment=enrolment, step_key=step.key, revision_id=revision, answers=chosen, passed=passed, at=now
    )
    if passed:
        step_done(enrolment.pk, step.key, StepEvidence.ANSWERED, now)
    return passed
