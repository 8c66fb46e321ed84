"""Issuing a briefing: who is enrolled, and what is sent."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from distribution.audiences import Member, appointments_in, members
from distribution.enums import MailKind
from distribution.models.delivery import batched
from distribution.operations import Recipient, queue_mailing
from learning.emails import briefing_mail, merge_values
from learning.enums import Hold
from learning.models import Briefing, Enrolment
from learning.queries import recipients_of, sources_in, standing_completions
from people.models import Person
from people.operations import record_audit


class AlreadyIssued(Exception):
    """This briefing has gone out."""


class NobodyToReach(Exception):
    """Nobody in the audience can be written to."""


class ModuleNotLive(Exception):
    """The module is not published, so nobody could open it."""


class ModuleUnfit(Exception):
    """The module could not be published as it is: it is older than that rule, or a film has changed since."""


@transaction.atomic
def issue_briefing(*, briefing: Briefing, by: Person | None, now: datetime) -> Briefing:
    """Enrol everyone in the audience and queue one message for each who can be written to, in one transaction.

    People without an address are enrolled too: the duty is theirs, and they are counted. Who has a standing completion
    of the module is credited with it and gets no message.
    """
    locked = Briefing.objects.select_for_update(of=("self",)).select_related("module", "audience").get(pk=briefing.pk)
    if locked.is_issued:
        raise AlreadyIssued(locked.pk)
    hold = locked.module_hold
    if hold is not None:
        raise {Hold.UNPUBLISHED: ModuleNotLive, Hold.UNFIT: ModuleUnfit}[hold](locked.module.title)
    today = timezone.localdate(now)
    reach = recipients_of(locked, today)
    if not reach.will_get_it:
        raise NobodyToReach(locked.audience.name)
    _enrol(locked, today, now)
    subject, text, html = briefing_mail(locked)
    locked.mailing = queue_mailing(
        kind=MailKind.BRIEFING,
        subject=subject,
        text=text,
        html=html,
        audience=locked.audience,
        recipients=first_letters(reach.will_get_it, sources_in(locked.audience, today), now),
        link_path=locked.module.get_url(),
        link_title=locked.module.title,
        page=locked.module,
        created_by=by,
        now=now,
    )
    locked.issued_at, locked.issued_by = now, by
    locked.save(update_fields=["mailing", "issued_at", "issued_by"])
    record_audit(
        action="briefing issued", actor=by, detail=f"briefing {locked.pk}, {len(reach.will_get_it)} messages", now=now
    )
    return locked


def first_letters(found: list[Member], sources: dict[int, set[str]], now: datetime) -> list[Recipient]:
    """What each gets. Who had not been told where the data came from is told with this, and that is noted."""
    letters = [Recipient(m.person, merge_values(m, sources.get(m.person.pk, ()))) for m in found]
    note_told([member.person for member in found], now)
    return letters


def note_told(people: list[Person], now: datetime) -> None:
    """UK GDPR Article 14: this message tells them where their data came from, so the next one need not."""
    told_now = [person.pk for person in people if person.told_source_at is None]
    for some in batched(told_now, 500):
        Person.objects.filter(pk__in=some, told_source_at=None).update(told_source_at=now)


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
                "pk", "person_id", "person__canonical"
            )
        ],
        batch_size=1000,
    )


@transaction.atomic
def queue_test(*, briefing: Briefing, officer: Person, sample: Recipient, now: datetime):
    """The e-mail as `sample` would get it, sent to the officer alone. Its link opens the officer's own pages."""
    subject, text, html = briefing_mail(briefing)
    return queue_mailing(
        kind=MailKind.TEST,
        subject=f"Test: {subject}",
        text=text,
        html=html,
        recipients=[Recipient(officer, {**sample.values, "name": str(sample.person)})],
        link_path=briefing.module.get_url() or "/my/",
        link_title=briefing.module.title,
        created_by=officer,
        now=now,
    )
