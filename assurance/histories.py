"""A person's whole history in one list: what we knew, what was sent, what they did, who changed what. Newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from distribution.models import Delivery, DeliveryEvent
from governing_boards.models import Tabling
from learning.models import Certificate, Completion, Enrolment, Pseudonym, StepRecord
from people.audit_trail import entries_about, lines_of
from people.models import Merge, Person, PersonSnapshot
from people.personal_record import PersonRecord, personal_record_of
from workshops.models import Booking, Invitation


@dataclass(frozen=True)
class Event:
    at: datetime
    what: str  # one of LABELS
    words: str
    url: str = ""


LABELS = {
    "directory": gettext_lazy("Directory"),
    "post": gettext_lazy("Post"),
    "learning": gettext_lazy("Learning"),
    "workshop": gettext_lazy("Workshops"),
    "paper": gettext_lazy("On paper"),
    "record": gettext_lazy("Record"),
}


def history_of(person: Person) -> tuple[PersonRecord, list[Event]]:
    """Everything, in 16 queries however long it is."""
    held = personal_record_of(person)
    keys = [record.pk for record in held.records]
    found = [
        *_directory(held, keys),
        *_post(keys),
        *_learning(keys),
        *_paper(held),
        *_record(held),
        *_workshops(keys),
    ]
    return held, sorted(found, key=lambda event: event.at, reverse=True)


def _directory(held: PersonRecord, keys: list[int]) -> Iterator[Event]:
    for one in held.appointments:
        for row in [*one.versions, one.row]:
            term = " – ".join(date_format(day, "j F Y") if day else "…" for day in (row.starts_on, row.ends_on))
            words = _("%(role)s, %(place)s, %(term)s (%(source)s)") % {
                "role": row.get_role_display(), "place": row.organisation, "term": term,
                "source": row.get_source_display(),
            }  # fmt: skip
            yield Event(row.recorded_at, "directory", words)
    for past in PersonSnapshot.objects.filter(person__in=keys):
        address = past.address or _("none")
        yield Event(past.until, "directory", _("Until then post went to: %(address)s") % {"address": address})
    for joining in Merge.objects.filter(Q(keep__in=keys) | Q(alias__in=keys)).select_related("alias", "keep"):
        names = {"one": joining.alias, "other": joining.keep}
        yield Event(joining.at, "directory", _("Record of %(one)s joined to that of %(other)s") % names)
        if joining.unmerged_at:
            yield Event(joining.unmerged_at, "directory", _("Record of %(one)s parted from that of %(other)s") % names)


def _post(keys: list[int]) -> Iterator[Event]:
    deliveries = Delivery.objects.filter(person__in=keys)
    events = DeliveryEvent.objects.filter(delivery__in=deliveries).select_related("delivery__mailing")
    for event in events:
        words = _("“%(subject)s” to %(address)s: %(state)s") % {
            "subject": event.delivery.mailing.subject, "address": event.delivery.address,
            "state": event.get_state_display(),
        }  # fmt: skip
        yield Event(event.at, "post", f"{words} ({event.detail})" if event.detail else words)
    for delivery in deliveries.exclude(binding=None).select_related("binding", "mailing"):
        words = _("Pressed the button behind the link of “%(subject)s”") % {"subject": delivery.mailing.subject}
        yield Event(delivery.binding.bound_at, "post", words)


def _learning(keys: list[int]) -> Iterator[Event]:
    rows = Enrolment.objects.filter(person__in=keys).select_related("briefing__module")
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
    for completion in completions_of(keys):
        words = _("Completed “%(title)s”, edition %(edition)s: row %(number)s of the evidence, %(source)s") % {
            "title": completion.module_title, "edition": completion.edition, "number": completion.number,
            "source": completion.get_source_display(),
        }  # fmt: skip
        yield Event(completion.completed_at, "learning", words)
    for certificate in Certificate.objects.filter(person__in=keys).exclude(revoked_at=None):
        words = _("Certificate %(code)s revoked: %(why)s") % {
            "code": certificate.code_display, "why": certificate.revoked_reason
        }  # fmt: skip
        yield Event(certificate.revoked_at, "learning", words)


def completions_of(keys: list[int]):
    """Of the evidence, what the pseudonyms of these records lead to, and what their duties point to."""
    subjects = Pseudonym.objects.filter(person__in=keys).values("subject")
    return Completion.objects.filter(Q(subject__in=subjects) | Q(enrolments__person__in=keys)).distinct()


def _workshops(keys: list[int]) -> Iterator[Event]:
    for row in Invitation.objects.filter(person__in=keys).select_related("workshop"):
        yield Event(row.invited_at, "workshop", _("Invited to “%(title)s”") % {"title": row.workshop})
        if row.declined_at:
            yield Event(row.declined_at, "workshop", _("Declined “%(title)s”") % {"title": row.workshop})
    bookings = Booking.objects.filter(person__in=keys).select_related("session__workshop", "attendance")
    for row in bookings:
        title = {"title": row.session}
        times = (
            (row.queued_at, _("Asked for a place: %(title)s")),
            (row.confirmed_at, _("Got a place: %(title)s")),
            (row.cancelled_at, _("Place cancelled: %(title)s")),
            (getattr(getattr(row, "attendance", None), "arrived_at", None), _("Came: %(title)s")),
        )
        for at, words in times:
            if at:
                yield Event(at, "workshop", words % title)


def _paper(held: PersonRecord) -> Iterator[Event]:
    """Meetings of the boards on which they sat that day. Who was present is not known."""
    terms = [(one.row.organisation_id, one.row.starts_on, one.row.ends_on) for one in held.appointments]
    places = {place for place, _starts, _ends in terms}
    for tabling in Tabling.objects.standing().filter(organisation__in=places).select_related("organisation"):
        sat = (place == tabling.organisation_id and (starts or tabling.on) <= tabling.on <= (ends or tabling.on)
               for place, starts, ends in terms)  # fmt: skip
        if not any(sat):
            continue
        words = _("%(place)s had the printed pack at a meeting on %(day)s, %(n)s present; we keep no names") % {
            "place": tabling.organisation, "day": date_format(tabling.on, "j F Y"), "n": tabling.present
        }  # fmt: skip
        yield Event(tabling.recorded_at, "paper", words)


def _record(held: PersonRecord) -> Iterator[Event]:
    """The audit trail about them, and what they did themselves."""
    for line in lines_of(entries_about(Person.objects.with_aliases(held.person), or_by_them=True)):
        yield Event(line.at, "record", line.sentence)
