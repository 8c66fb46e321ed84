"""How learning answers for personal data: what somebody was asked to do and did, and the evidence of it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learning.models import (
    Attempt,
    Certificate,
    Completion,
    Declaration,
    Enrolment,
    Pseudonym,
    StepRecord,
    Watching,
)
from people.personal_record import PersonRecord
from people.privacy import (
    ERASED,
    AppPrivacy,
    Event,
    Identifiers,
    Retention,
    about,
    acted,
    emptied,
    fields,
    impersonal,
    kept,
    prose,
)

SEALED = "Evidence, sealed row by row, under a number. Nothing leads from the number to a person once they are erased."
FIELDS = {
    **fields(acted(), "Briefing", "issued_by closed_by"),
    **fields(prose("What an officer writes to an audience."), "Briefing", "subject message"),
    "Enrolment.person": about(),
    "StepRecord.step_key": emptied("The row is deleted."),
    **fields(emptied("The row is deleted."), "Attempt", "step_key answers"),
    "Declaration.statement": emptied("The row is deleted."),
    "Watching.step_key": emptied("The row is deleted."),
    "Watching.seen": emptied("The row is deleted.", exported=False),
    "Pseudonym.person": about("The row is deleted."),
    "Pseudonym.salt": emptied("The row is deleted: nothing opens the commitments any more.", exported=False),
    **fields(kept(SEALED), "Completion", "module_title content_digest steps credits"),
    **fields(impersonal("Seals.", exported=False), "Completion", "commitment key_id previous_hash hash"),
    **fields(impersonal("Seals."), "EvidenceHead", "hash"),
    "Certificate.person": about("Emptied."),
    "Certificate.revoked_by": acted(),
    "Certificate.name": emptied("Replaced. The code goes on saying that somebody completed the module."),
    "Certificate.code": kept("Whoever has the certificate can check it. It no longer says whose it is."),
    "Certificate.revoked_reason": prose("A few words of staff."),
    "Reminder.by": acted(),
}
RETENTION = {
    "learning_briefing": Retention("for ever, once issued", "What was asked, and of whom."),
    "learning_enrolment": Retention("for ever", "Every count stands on it."),
    "learning_enrolment_appointments": Retention("for ever", "Every count stands on it."),
    "learning_reminder": Retention("for ever", "To show who was reminded."),
    "learning_latermailing": Retention("for ever", "To show who was written to later."),
    "learning_steprecord": Retention("for ever", "How far somebody got."),
    "learning_watching": Retention("for ever", "So that watching goes on where it stopped."),
    "learning_attempt": Retention("for ever", "So that the person sees their answers."),
    "learning_declaration": Retention("for ever", "What was declared, as it was worded."),
    "learning_pseudonym": Retention("until deleted", "Deleting it cuts the evidence off from the person."),
    "learning_completion": Retention("for ever", "Evidence for the Board."),
    "learning_certificate": Retention("for ever", "So that a certificate can be checked."),
    "learning_evidencehead": Retention("for ever", "Not personal."),
}
HEADINGS = {"learning": gettext_lazy("Learning")}


def completions_of(record: PersonRecord) -> QuerySet[Completion]:
    """Of the evidence, what the pseudonyms of these records lead to, and what their duties point to."""
    subjects = Pseudonym.objects.filter(person__in=record.keys).values("subject")
    return Completion.objects.filter(Q(subject__in=subjects) | Q(enrolments__person__in=record.keys)).distinct()


def history(record: PersonRecord) -> Iterator[Event]:
    """5 queries, and one for each module."""
    rows = Enrolment.objects.filter(person__in=record.keys).select_related("briefing__module")
    titles = {}
    for row in rows:
        title = row.briefing.module.title
        titles[row.pk] = {step.key: step.title for step in row.briefing.module.step_list}
        yield Event(row.enrolled_at, "learning", _("Asked to do “%(title)s”") % {"title": title})
        if row.started_at:
            yield Event(row.started_at, "learning", _("Started “%(title)s”") % {"title": title})
    for step in StepRecord.objects.filter(enrolment__in=titles):
        name = titles[step.enrolment_id].get(step.step_key, step.step_key)
        words = _("Step “%(title)s”: %(how)s") % {"title": name, "how": step.get_how_display()}
        yield Event(step.at, "learning", words)
    for completion in completions_of(record):
        words = _("Completed “%(title)s”, edition %(edition)s: row %(number)s of the evidence, %(source)s") % {
            "title": completion.module_title, "edition": completion.edition, "number": completion.number,
            "source": completion.get_source_display(),
        }  # fmt: skip
        yield Event(completion.completed_at, "learning", words)
        if completion.address_given_at:
            words = _("Somebody else gave them a new email address, within 14 days before they completed “%(title)s”")
            yield Event(completion.address_given_at, "learning", words % {"title": completion.module_title})
    for certificate in Certificate.objects.filter(person__in=record.keys):
        values = {"code": certificate.code_display, "why": certificate.revoked_reason}
        if certificate.revoked_at:
            words = _("Certificate %(code)s revoked: %(why)s") % values
            yield Event(certificate.revoked_at, "learning", words)


def known_as(record: PersonRecord) -> Iterator[str]:
    yield from Certificate.objects.filter(person__in=record.keys).values_list("name", flat=True)


def erase(record: PersonRecord, known: Identifiers, now: datetime) -> None:
    """Who did what, step by step, goes; that a duty was done stays, without the number that leads to the evidence."""
    own = Enrolment.objects.filter(person__in=record.keys)
    for model in (Attempt, Declaration, StepRecord, Watching):
        model.objects.filter(enrolment__in=own).delete()
    Pseudonym.objects.filter(person__in=record.keys).delete()
    Certificate.objects.filter(person__in=record.keys).update(name=ERASED, person=None)


PRIVACY = AppPrivacy(
    "learning",
    fields=FIELDS,
    retention=RETENTION,
    headings=HEADINGS,
    roots=completions_of,
    history=history,
    known_as=known_as,
    erase=erase,
)
