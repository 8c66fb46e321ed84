"""Writes of learning. The clock is passed in; exceptions have names."""

import fcntl
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.enums import StepKind
from cms.models import ModulePage
from cms.models.pages import Step
from distribution.audiences import appointments_in, members
from distribution.enums import MailKind
from distribution.models import Delivery
from distribution.operations import Recipient, cancel_deliveries, queue_mailing
from learning import evidence, watching
from learning.briefing_mail import briefing_mail, merge_values
from learning.certificates import new_code
from learning.checking import mark, unanswered
from learning.enums import CompletionSource, StepEvidence
from learning.models import (
    Attempt,
    Briefing,
    Certificate,
    Completion,
    Declaration,
    Enrolment,
    EvidenceAnchor,
    EvidenceHead,
    Pseudonym,
    StepRecord,
    Watching,
)
from learning.queries import recipients_of, standing_completions
from people.models import Person
from people.operations import record_audit


class AlreadyIssued(Exception):
    """This briefing has gone out."""


class NobodyToReach(Exception):
    """Nobody in the audience can be written to."""


class ModuleNotLive(Exception):
    """The module is not published, so nobody could open it."""


class EnrolmentGone(Exception):
    """The enrolment that a ticket was given for is no longer there."""


class StepsOutstanding(Exception):
    """The declaration comes last; `steps` are still to be done."""

    def __init__(self, steps: list[Step]):
        super().__init__(len(steps))
        self.steps = steps


class QuestionsUnanswered(Exception):
    """Every question needs an answer; `keys` have none."""

    def __init__(self, keys: list[str]):
        super().__init__(keys)
        self.keys = keys


# --- Issuing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def issue_briefing(*, briefing: Briefing, by: Person | None, now: datetime) -> Briefing:
    """Enrol everyone in the audience and queue one message for each who can be written to, in one transaction.

    People without an address are enrolled too: the duty is theirs, and they are counted. Who has a standing completion
    of the module is credited with it and gets no message.
    """
    locked = Briefing.objects.select_for_update(of=("self",)).select_related("module", "audience").get(pk=briefing.pk)
    if locked.is_issued:
        raise AlreadyIssued(locked.pk)
    if not locked.module.live:
        raise ModuleNotLive(locked.module.title)
    today = timezone.localdate(now)
    reach = recipients_of(locked, today)
    if not reach.will_get_it:
        raise NobodyToReach(locked.audience.name)
    _enrol(locked, today, now)
    subject, text, html = briefing_mail(locked)
    locked.mailing = queue_mailing(
        kind=MailKind.BRIEFING, subject=subject, text=text, html=html, audience=locked.audience,
        recipients=[Recipient(member.person, merge_values(member)) for member in reach.will_get_it],
        link_path=locked.module.get_url(), link_title=locked.module.title, created_by=by, now=now,
    )
    locked.issued_at, locked.issued_by = now, by
    locked.save(update_fields=["mailing", "issued_at", "issued_by"])
    record_audit(
        action="briefing issued", actor=by, detail=f"briefing {locked.pk}, {len(reach.will_get_it)} messages", now=now
    )
    return locked


def _enrol(briefing: Briefing, today, now: datetime) -> None:
    done = standing_completions(briefing.module, today)
    people = members(briefing.audience, today)
    rows = Enrolment.objects.bulk_create(
        [
            Enrolment(briefing=briefing, person=m.person, enrolled_at=now, completion_id=done.get(m.person.pk))
            for m in people
        ],
        batch_size=1000,
    )
    by_person = {row.person_id: row.pk for row in rows}
    Link = Enrolment.appointments.through
    Link.objects.bulk_create(
        [
            Link(enrolment_id=by_person[merged or person], appointment_id=pk)
            for pk, person, merged in appointments_in(briefing.audience, today).values_list(
                "pk", "person_id", "person__merged_into"
            )
        ],
        batch_size=1000,
    )


@transaction.atomic
def queue_test(*, briefing: Briefing, officer: Person, sample: Recipient, now: datetime):
    """The e-mail as `sample` would get it, sent to the officer alone. Its link opens the officer's own pages."""
    subject, text, html = briefing_mail(briefing)
    return queue_mailing(
        kind=MailKind.TEST, subject=f"Test: {subject}", text=text, html=html,
        recipients=[Recipient(officer, {**sample.values, "name": str(sample.person)})],
        link_path=briefing.module.get_url(), link_title=briefing.module.title, created_by=officer, now=now,
    )


# --- Learning --------------------------------------------------------------------------------------------------------


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
        changes = {"seen": watching.to_bytes(seen), "last_beat_at": now}
        if order > row.position_order:
            changes |= {"position": min(max(position, 0.0), float(ticket.total)), "position_order": order}
        as_read = Watching.objects.filter(pk=row.pk, seen=row.seen, position_order=row.position_order)
        enough = row.done_at is None and credited >= ticket.needed
        with _our_turn():
            written = _finish_film(as_read, changes, ticket, now) if enough else as_read.update(**changes)
        if written:
            return Watched(seen.bit_count(), credited, enough or row.done_at is not None)


# Written out: for Django to put this one sentence together costs more than all else that a beat does.
_WATCHING = f"SELECT * FROM {Watching._meta.db_table} WHERE enrolment_id = %s AND step_key = %s"  # noqa: S608


@contextmanager
def _our_turn():
    """SQLite's writers wait by sleeping, up to 100 ms at a time, and the unlucky starve: beats queue here instead."""
    if connection.vendor != "sqlite":
        yield
        return
    with (settings.VAR_DIR / "beats.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _first_beat(ticket, now) -> Watching:
    """Start the server's clock. Of two first beats at once, one row is made."""
    if not Enrolment.objects.filter(pk=ticket.enrolment_id).exists():
        raise EnrolmentGone(ticket.enrolment_id)
    first = Watching(enrolment_id=ticket.enrolment_id, step_key=ticket.step_key, first_beat_at=now, last_beat_at=now)
    with transaction.atomic():
        Watching.objects.bulk_create([first], ignore_conflicts=True)
        Enrolment.objects.filter(pk=ticket.enrolment_id, started_at=None).update(started_at=now)
    return Watching.objects.get(enrolment_id=ticket.enrolment_id, step_key=ticket.step_key)


@transaction.atomic
def _finish_film(as_read, changes, ticket, now) -> int:
    """The beat that makes it enough: the set and the step that it completes are written together, or neither."""
    changed = as_read.filter(done_at=None).update(**changes, done_at=now)
    if changed:
        _step_done(ticket.enrolment_id, ticket.step_key, StepEvidence.WATCHED, now)
    return changed


def _step_done(enrolment_id: int, step_key: str, how: StepEvidence, now: datetime) -> None:
    record = StepRecord(enrolment_id=enrolment_id, step_key=step_key, how=how, at=now)
    StepRecord.objects.bulk_create([record], ignore_conflicts=True)
    Enrolment.objects.filter(pk=enrolment_id, started_at=None).update(started_at=now)


@transaction.atomic
def record_step(*, enrolment: Enrolment, step: Step, how: StepEvidence, now: datetime) -> None:
    """A step was read, or its transcript was. Done once is done."""
    _step_done(enrolment.pk, step.key, how, now)


@transaction.atomic
def record_attempt(*, enrolment: Enrolment, step: Step, answers: dict[str, list[str]], now: datetime) -> bool:
    """Keep an attempt; if all is right the step is done. Every question needs an answer first."""
    questions, passed = mark(step, answers)
    missing = unanswered(questions)
    if missing:
        raise QuestionsUnanswered([question.key for question in missing])
    chosen = {question.key: sorted(question.chosen, key=int) for question in questions}
    Attempt.objects.create(enrolment=enrolment, step_key=step.key, answers=chosen, passed=passed, at=now)
    if passed:
        _step_done(enrolment.pk, step.key, StepEvidence.ANSWERED, now)
    return passed


@transaction.atomic
def declare(*, enrolment: Enrolment, step: Step, now: datetime) -> Completion:
    """The person declares; if every other step is done this completes the module, for all of the person's hats."""
    # All that this may complete are locked, in one order: two declarations at once wait for each other, not in a knot.
    duties = Enrolment.objects.filter(person=enrolment.person_id, briefing__module=enrolment.briefing.module_id)
    rows = duties.select_for_update(of=("self",)).select_related("briefing__module").order_by("pk")
    locked = next(row for row in rows if row.pk == enrolment.pk)
    if locked.completion_id:
        return locked.completion
    module = locked.briefing.module
    done = dict(locked.step_records.values_list("step_key", "how"))
    missing = [s for s in module.step_list if s.key not in done and s.kind != StepKind.DECLARATION]
    if missing:
        raise StepsOutstanding(missing)
    Declaration.objects.get_or_create(enrolment=locked, defaults={"statement": step.value["statement"], "at": now})
    _step_done(locked.pk, step.key, StepEvidence.DECLARED, now)
    return _complete(locked, module, {**done, step.key: StepEvidence.DECLARED}, now)


def _complete(enrolment: Enrolment, module: ModulePage, done: dict[str, str], now: datetime) -> Completion:
    person = enrolment.person
    open_ones = Enrolment.objects.outstanding().filter(person=person, briefing__module=module)
    shown = {done.get(step.key) for step in module.step_list}
    source = CompletionSource.READ if StepEvidence.READ in shown else CompletionSource.WATCHED
    completion = _append_evidence(
        subject=Pseudonym.objects.get_or_create(person=person)[0].subject,
        module=module, steps=done, credits=_credits(open_ones), source=source, now=now,
    )
    mailings = list(open_ones.values_list("briefing__mailing", flat=True))
    open_ones.update(completion=completion, started_at=enrolment.started_at or now)
    cancel_deliveries(
        deliveries=Delivery.objects.filter(person=person, mailing__in=mailings),
        reason="The briefing is completed.", now=now,
    )
    _certify(completion, person)
    return completion


def _credits(enrolments) -> list[dict]:
    """Every organisation that this completion counts for: one film watched, both boards credited."""
    rows = enrolments.values_list(
        "appointments__organisation__name", "appointments__organisation__urn", "appointments__role"
    ).distinct()
    return [{"organisation": name, "urn": urn, "role": role} for name, urn, role in sorted(rows, key=str) if name]


def _append_evidence(*, subject, module, steps, credits, source, now) -> Completion:
    """Add one row to the chain. The head's row is the lock: one link at a time."""
    EvidenceHead.objects.get_or_create(id=1)
    head = EvidenceHead.objects.select_for_update().get(id=1)
    row = Completion(
        number=head.count + 1, subject=subject, module_id=module.pk, module_title=module.title, edition=module.edition,
        revision_id=module.live_revision_id,
        content_digest=evidence.content_digest(list(module.steps.raw_data)),
        steps=[
            {"key": s.key, "kind": s.kind, "title": s.title, "how": str(steps.get(s.key, ""))} for s in module.step_list
        ],
        credits=credits, source=source, completed_at=now, previous_hash=head.hash,
    )
    row.hash = evidence.seal(row, head.hash)
    row.save()
    head.count, head.hash = row.number, row.hash
    head.save()
    return row


def _certify(completion: Completion, person: Person) -> Certificate:
    while True:
        try:
            with transaction.atomic():
                return Certificate.objects.create(
                    completion=completion, person=person, name=person.full_name or _("Name not recorded"), code=new_code()
                )
        except IntegrityError:
            if Certificate.objects.filter(completion=completion).exists():
                raise  # not the code but the completion has one: nothing to try again


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: Person | None, now: datetime) -> None:
    """From now on a check says "revoked". The evidence of the completion stays as it is."""
    Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(
        revoked_at=now, revoked_by=by, revoked_reason=reason
    )
    record_audit(action="certificate revoked", actor=by, detail=f"certificate {certificate.pk}: {reason}", now=now)


def anchor_evidence(*, now: datetime) -> EvidenceAnchor | None:
    """Write the end of the chain down outside it: as a row, and in a file that a backup of the database lacks."""
    head = EvidenceHead.objects.filter(id=1, count__gt=0).first()
    if head is None:
        return None
    anchor, new = EvidenceAnchor.objects.get_or_create(count=head.count, defaults={"hash": head.hash, "at": now})
    if new:
        with anchor_file().open("a") as file:
            file.write(f"{anchor.at.isoformat()} {anchor.count} {anchor.hash}\n")
    return anchor


def anchor_file() -> Path:
    return Path(settings.VAR_DIR) / "evidence-anchors.txt"
