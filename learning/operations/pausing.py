"""Pausing and stopping the e-mails about a briefing: the first one, those to people who joined later, reminders.

Each locks the briefing, as everything does that writes about it. So nothing new is written between the look and the
pause, and of two presses at once the second sees what the first has done.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from distribution import operations as mail_queue
from distribution.enums import MailingState
from distribution.models import Mailing
from learning.models import Briefing
from people.models import Person


class PausedAlready(Exception):
    """The emails about this briefing are paused."""


@transaction.atomic
def pause_briefing(*, briefing: Briefing, by: Person | None, now: datetime) -> None:
    """Hold back every e-mail about it, until it is resumed: what waits now, and what would be written meanwhile.

    Raise PausedAlready, or AllHandedOver if nothing waits.
    """
    locked = _locked(briefing)
    if locked.is_paused:
        raise PausedAlready(locked.pk)
    mail_queue.pause_mailings(ids=_ids(locked.mailings), by=by, now=now)


@transaction.atomic
def resume_briefing(*, briefing: Briefing, by: Person | None, now: datetime) -> None:
    """Let all of it go on, whatever is left. Raise MailingNotOpen if it is not paused."""
    mail_queue.resume_mailings(ids=_ids(_locked(briefing).mailings), by=by, now=now)


@transaction.atomic
def stop_briefing(*, briefing: Briefing, by: Person | None, now: datetime) -> int:
    """Cancel every e-mail about it that has not been handed over, for good. Return how many were cancelled.

    If its first e-mail was not finished, nobody who joins later gets it either. Raise AllHandedOver if nothing waits.
    """
    locked = _locked(briefing)
    unfinished = list(Mailing.objects.filter(pk__in=locked.waiting.values("mailing")))
    if not unfinished:
        raise mail_queue.AllHandedOver(locked.pk)
    cancelled = sum(mail_queue.stop_mailing(mailing=mailing, by=by, now=now) for mailing in unfinished)
    # What was paused and is finished holds nothing back any more.
    Mailing.objects.filter(pk__in=_ids(locked.mailings), state=MailingState.PAUSED).update(state=MailingState.OPEN)
    return cancelled


def _locked(briefing: Briefing) -> Briefing:
    return Briefing.objects.select_for_update(of=("self",)).get(pk=briefing.pk)


def _ids(mailings: QuerySet[Mailing]) -> list[int]:
    return list(mailings.values_list("pk", flat=True))
