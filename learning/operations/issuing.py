"""Issuing a briefing: who is enrolled, and what is sent."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from distribution.audiences import appointments_in, members, sources_in
from distribution.emails import Recipient
from distribution.models import Mailing
from distribution.operations import queue_mailing
from learning.audit import BRIEFING_SENT
from learning.emails import asked, briefing_message, sample_message
from learning.enums import Hold
from learning.models import Briefing, Enrolment
from learning.operations.sealing import seal_credits
from learning.queries import recipients_of, standing_completions
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
    reach = recipients_of(locked, now)
    if not reach.will_get_it:
        raise NobodyToReach(locked.audience.name)
    _enrol(locked, today, now)
    sources = sources_in(locked.audience, today)
    recipients = [asked(member, sources.get(member.person.pk, ())) for member in reach.will_get_it]
    locked.mailing = queue_mailing(message=briefing_message(locked, recipients, by=by), now=now)
    locked.issued_at, locked.issued_by = now, by
    locked.save(update_fields=["mailing", "issued_at", "issued_by"])
    record_audit(action=BRIEFING_SENT, about=locked, by=by, data={"messages": len(reach.will_get_it)}, now=now)
    seal_credits(enrolments=Enrolment.objects.filter(briefing=locked), now=now)
    return locked


def _enrol(briefing: Briefing, today: date, now: datetime) -> None:
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


def queue_test(*, briefing: Briefing, officer: Person, sample: Recipient, now: datetime) -> Mailing:
    """The email as `sample` would get it, sent to the officer alone."""
    return queue_mailing(message=sample_message(briefing, officer=officer, sample=sample), now=now)
