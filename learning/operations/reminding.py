"""Reminding those outstanding. One lock on the briefing, so that two presses at once write one reminder."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from distribution.enums import MailKind
from distribution.models import Audience
from distribution.operations import Recipient, queue_mailing
from learning.emails import reminder_mail, reminder_values
from learning.enums import Hold
from learning.models import Briefing, Enrolment, Reminder
from learning.operations.issuing import note_told
from learning.queries import sources_in
from learning.reminding import ToRemind, outlook
from people.models import Organisation, Person
from people.operations import record_audit


class NotOpen(Exception):
    """This briefing has not been sent, or it is closed."""


class OnHold(Exception):
    """No email about this briefing goes out now. `hold` says why."""

    def __init__(self, hold: Hold):
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
    found = _still_outstanding(outlook(locked, now, organisation=organisation, person_id=person_id).will_get_it)
    if not found:
        raise NobodyToRemind(locked.pk)
    subject, text, html = reminder_mail(locked)
    mailing = queue_mailing(
        kind=MailKind.REMINDER,
        subject=subject,
        text=text,
        html=html,
        recipients=_letters(found, locked.audience, who_reminds(organisation), now),
        link_path=locked.module.get_url(),
        link_title=locked.module.title,
        page=locked.module,
        created_by=by,
        now=now,
    )
    reminder = Reminder.objects.create(briefing=locked, organisation=organisation, mailing=mailing, by=by, at=now)
    whom = f"organisation {organisation.pk}" if organisation else "the whole audience"
    record_audit(
        action="reminder sent", actor=by, detail=f"briefing {locked.pk}, {whom}, {len(found)} messages", now=now
    )
    return reminder


def _still_outstanding(found: list[ToRemind]) -> list[ToRemind]:
    """Lock their enrolments: who completes meanwhile either is not written to or finds the reminder to cancel."""
    rows = Enrolment.objects.outstanding().filter(pk__in=[to.enrolment.pk for to in found])
    held = set(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return [to for to in found if to.enrolment.pk in held]


def _letters(found: list[ToRemind], audience: Audience, who: str, now: datetime) -> list[Recipient]:
    sources = sources_in(audience, timezone.localdate(now))
    letters = [Recipient(to.person, _values(to, who, sources.get(to.person.pk, ()))) for to in found]
    note_told([to.person for to in found], now)
    return letters


def _values(to: ToRemind, who: str, sources=()) -> dict[str, str]:
    return reminder_values(
        to.member,
        due_on=to.enrolment.to_be_done_by,
        started=to.enrolment.started_at is not None,
        who=who,
        sources=sources,
    )


def who_reminds(organisation: Organisation | None) -> str:
    if organisation is None:
        return _("the safeguarding partnership")
    return _("the clerk of %(board)s") % {"board": organisation}


def sample_values(to: ToRemind, organisation: Organisation | None, sources=()) -> dict[str, str]:
    """What the fields stand for in one recipient's reminder, for looking at before it is sent."""
    return {**_values(to, who_reminds(organisation), sources), "name": str(to.person)}
