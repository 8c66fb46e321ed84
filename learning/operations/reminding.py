"""Reminding those outstanding. One lock on the briefing, so that two presses at once write one reminder."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from distribution.audiences import sources_in
from distribution.emails import Recipient
from distribution.operations import queue_mailing
from learning.audit import REMINDER_SENT
from learning.emails import reminded, reminder_message, who_reminds
from learning.enums import Hold
from learning.models import Briefing, Enrolment, Reminder
from learning.reminding import ToRemind, reminder_reach
from people.models import Organisation, Person
from people.operations import record_audit


class NotOpen(Exception):
    """This briefing has not been sent, or it is closed."""


class OnHold(Exception):
    """No email about this briefing goes out now. `hold` says why."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(hold)
        self.hold = hold


class NobodyToRemind(Exception):
    """Nobody outstanding can be reminded now: done, no address, or reminded lately."""


@transaction.atomic
def remind(
    *,
    briefing: Briefing,
    organisation: Organisation | None,
    by: Person | None,
    now: datetime,
    person_id: int | None = None,
) -> Reminder:
    """Queue one reminder for each who is outstanding and may be reminded: of one board, or of the whole audience.

    The cap of learning.reminding is counted behind the lock on the briefing. Raises NotOpen, OnHold, NobodyToRemind.
    """
    locked = Briefing.objects.select_for_update(of=("self",)).select_related("module", "audience").get(pk=briefing.pk)
    if not locked.is_open:
        raise NotOpen(locked.pk)
    if (hold := locked.hold) is not None:
        raise OnHold(hold)
    reach = reminder_reach(locked, now, organisation=organisation, person_id=person_id)
    found = _still_outstanding(reach.will_get_it)
    if not found:
        raise NobodyToRemind(locked.pk)
    sources = sources_in(locked.audience, timezone.localdate(now))
    recipients = [recipient_of(to, organisation, sources.get(to.person.pk, ())) for to in found]
    mailing = queue_mailing(message=reminder_message(locked, recipients, by=by), now=now)
    reminder = Reminder.objects.create(briefing=locked, organisation=organisation, mailing=mailing, by=by, at=now)
    sent = {"organisation": organisation.pk if organisation else None, "messages": len(found)}
    record_audit(action=REMINDER_SENT, about=locked, by=by, data=sent, now=now)
    return reminder


def _still_outstanding(found: list[ToRemind]) -> list[ToRemind]:
    """Lock their enrolments: who completes meanwhile either is not written to or finds the reminder to cancel."""
    rows = Enrolment.objects.outstanding().filter(pk__in=[to.enrolment.pk for to in found])
    held = set(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return [to for to in found if to.enrolment.pk in held]


def recipient_of(to: ToRemind, organisation: Organisation | None, sources: Collection[str] = ()) -> Recipient:
    """One of those who are reminded, as their reminder addresses them."""
    return reminded(
        to.member,
        sources,
        due_on=to.enrolment.to_be_done_by,
        started=to.enrolment.started_at is not None,
        who=who_reminds(organisation),
    )
