"""The end of a module: declaration, evidence, certificate."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.audit import SIGNED_IN
from cms.enums import StepKind
from cms.models import ModulePage
from cms.models.pages import Step
from distribution.models import Delivery
from distribution.models.delivery import DeliveryQuerySet
from distribution.operations import cancel_deliveries
from learning import evidence
from learning.audit import CERTIFICATE_REVOKED
from learning.certificates import new_code
from learning.enums import CompletionSource, StepEvidence
from learning.models import (
    Certificate,
    Completion,
    Declaration,
    Enrolment,
    EvidenceHead,
    Pseudonym,
)
from learning.models.enrolment import EnrolmentQuerySet
from learning.operations.progress import step_done
from learning.operations.sealing import seal_credits, seal_revocation
from learning.reconciliation import ADDRESS_IS_NEW
from people.audit.actions import ADDRESS_CHANGED, ADDRESS_SHARED
from people.ledger.keys import newest_key
from people.models import Address, AuditEntry, Person
from people.operations import record_audit


class ModuleWithdrawn(Exception):
    """The module is not published now, so nobody can complete it. What they have done is kept."""


class StepsOutstanding(Exception):
    """The declaration comes last; `steps` are still to be done."""

    def __init__(self, steps: list[Step]) -> None:
        super().__init__(len(steps))
        self.steps = steps


@transaction.atomic
def declare(*, enrolment: Enrolment, step: Step, now: datetime) -> Completion:
    """The person declares; if every other step is done this completes the module, for all of the person's hats.

    Raise ModuleWithdrawn, StepsOutstanding.
    """
    # All that this may complete are locked, in one order: two declarations at once wait for each other, not in a knot.
    duties = Enrolment.objects.of(enrolment.person).filter(briefing__module=enrolment.briefing.module_id)
    rows = duties.select_for_update(of=("self",)).select_related("briefing__module", "person__canonical")
    rows = rows.order_by("pk")
    locked = next(row for row in rows if row.pk == enrolment.pk)
    if locked.completion is not None:
        return locked.completion
    module = locked.briefing.module
    if not module.can_be_opened:
        raise ModuleWithdrawn(module.title)
    done = dict(locked.step_records.values_list("step_key", "how"))
    missing = [s for s in module.step_list if s.key not in done and s.kind != StepKind.DECLARATION]
    if missing:
        raise StepsOutstanding(missing)
    Declaration.objects.get_or_create(enrolment=locked, defaults={"statement": step.value["statement"], "at": now})
    step_done(locked.pk, step.key, StepEvidence.DECLARED, now)
    return _complete(locked, module, {**done, step.key: StepEvidence.DECLARED}, now)


def _complete(enrolment: Enrolment, module: ModulePage, done: dict[str, str], now: datetime) -> Completion:
    person = enrolment.principal
    open_ones = Enrolment.objects.of(person).outstanding().filter(briefing__module=module)
    shown = {done.get(step.key) for step in module.step_list}
    source = CompletionSource.READ if StepEvidence.READ in shown else CompletionSource.WATCHED
    completion = _append_evidence(
        person=person,
        page=module,
        edition=module.edition,
        content=list(module.steps.raw_data),
        steps=[
            {"key": s.key, "kind": s.kind, "title": s.title, "how": str(done.get(s.key, ""))} for s in module.step_list
        ],
        credits=_credits(open_ones),
        source=source,
        now=now,
    )
    _credit(open_ones, completion, person, started_at=enrolment.started_at or now, now=now)
    return completion


@transaction.atomic
def complete_by_attending(
    *, person: Person, page: Page, content: list[Any], session: str, credits: list[dict[str, Any]],
    counts_as: ModulePage | None, now: datetime,
) -> Completion:  # fmt: skip
    """The evidence that somebody took part in what `page` is about. The caller sees to it that it is written once.

    `content` is what the page said, `session` which one it was, `credits` as in `_credits`. Where it counts as a
    module, the person's open duties of that module are completed by it.
    """
    # The duties before the end of the chain, as `declare` locks them.
    duties = Enrolment.objects.of(person).outstanding().filter(briefing__module=counts_as).order_by("pk")
    locked = list(duties.select_for_update(of=("self",)).values_list("pk", flat=True)) if counts_as else []
    completion = _append_evidence(
        person=person,
        page=page,
        edition=1,
        content=content,
        steps=[{"key": "attended", "kind": "session", "title": session, "how": str(CompletionSource.ATTENDED)}],
        credits=credits,
        source=CompletionSource.ATTENDED,
        now=now,
    )
    _credit(Enrolment.objects.filter(pk__in=locked), completion, person, started_at=now, now=now)
    return completion


def _credit(
    enrolments: EnrolmentQuerySet, completion: Completion, person: Person, *, started_at: datetime, now: datetime
) -> None:
    """The duties are done, and nobody is reminded of them any more."""
    credited = dict(enrolments.values_list("pk", "briefing"))
    briefings = list(credited.values())
    enrolments.update(completion=completion, started_at=Coalesce("started_at", Value(started_at)))
    cancel_deliveries(
        deliveries=_messages_about(briefings, person),
        reason="The briefing is completed.",
        now=now,
    )
    seal_credits(enrolments=Enrolment.objects.filter(pk__in=credited), now=now)


def _messages_about(briefings: list[int], person: Person) -> DeliveryQuerySet:
    """What was written to the person about these briefings: the first e-mail, to joiners too, and reminders."""
    about = (
        Q(mailing__briefing__in=briefings)
        | Q(mailing__later_mailing__briefing__in=briefings)
        | Q(mailing__reminder__briefing__in=briefings)
    )
    ids = Delivery.objects.unfinished().filter(about, person__in=Person.objects.with_aliases(person))
    return Delivery.objects.filter(pk__in=list(ids.values_list("pk", flat=True)))


def _credits(enrolments: EnrolmentQuerySet) -> list[dict[str, Any]]:
    """Every organisation that this completion counts for: one film watched, both boards credited."""
    rows = enrolments.values_list(
        "appointments__organisation__name", "appointments__organisation__urn", "appointments__role"
    ).distinct()
    return [{"organisation": name, "urn": urn, "role": role} for name, urn, role in sorted(rows, key=str) if name]


def _append_evidence(
    *,
    person: Person,
    page: Page,
    edition: int,
    content: list[Any],
    steps: list[dict[str, Any]],
    credits: list[dict[str, Any]],
    source: CompletionSource,
    now: datetime,
) -> Completion:
    """Add one row to the chain, and its certificate. The head's row is the lock: one link at a time."""
    pseudonym, _new = Pseudonym.objects.get_or_create(person=person)
    code, name = _unused_code(), person.full_name or _("Name not recorded")
    address_given_at = _address_given_by_somebody_else(person, now)
    EvidenceHead.objects.get_or_create(id=1)
    head = EvidenceHead.objects.select_for_update().get(id=1)
    row = Completion(
        number=head.count + 1,
        subject=pseudonym.subject,
        module_id=page.pk,
        module_title=page.title,
        edition=edition,
        revision_id=page.live_revision_id,
        content_digest=evidence.content_digest(content),
        steps=steps,
        credits=credits,
        source=source,
        completed_at=now,
        address_given_at=address_given_at,
        commitment=evidence.commit(pseudonym.salt, person.pk, code, name),
        key_id=newest_key(),
        previous_hash=head.hash,
    )
    row.hash = evidence.seal(row, head.hash)
    row.save()
    head.count, head.hash = row.number, row.hash
    head.save()
    Certificate.objects.create(completion=row, person=person, name=name, code=code)
    return row


def _address_given_by_somebody_else(person: Person, now: datetime) -> datetime | None:
    """When an officer or a clerk last gave this person a new address, if within ADDRESS_IS_NEW. 3 queries at most.

    Not if it is an address that they had signed in with before somebody took it away.
    """
    records = list(Person.objects.with_aliases(person).values_list("pk", flat=True))
    entries = AuditEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Person, for_concrete_model=False),
        object_id__in=[str(pk) for pk in records],
        action__in=[ADDRESS_CHANGED.code, ADDRESS_SHARED.code],
        timestamp__gt=now - ADDRESS_IS_NEW,
        timestamp__lte=now,
    )
    entry = entries.exclude(user=None).exclude(user__in=records).order_by("-timestamp").first()
    if entry is None:
        return None
    given_at: datetime = entry.timestamp
    had = Address.objects.filter(person__in=records, address=person.post_address, until__lt=given_at).first()
    if had is None:
        return given_at
    signed_in = AuditEntry.objects.filter(action=SIGNED_IN.code, user__in=records, timestamp__lte=had.until)
    return None if signed_in.exists() else given_at


def _unused_code() -> str:
    while True:  # 40 bits: nobody has ever seen it go round twice
        code = new_code()
        if not Certificate.objects.filter(code=code).exists():
            return code


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: Person | None, now: datetime) -> None:
    """From now on a check says "revoked". The evidence of the completion stays as it is."""
    changed = Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(
        revoked_at=now, revoked_by=by, revoked_reason=reason
    )
    if changed:
        about = {"person": certificate.person_id}
        record_audit(action=CERTIFICATE_REVOKED, about=certificate, by=by, data=about, now=now)
        seal_revocation(certificate=certificate, now=now)
