"""The mail queue as a whole: awake, open, closed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from distribution.audit import MAIL_QUEUE_CLOSED, MAIL_QUEUE_OPENED
from distribution.models import MailQueue
from people.models import Person
from people.operations import record_audit

AWAY_TOO_LONG = timedelta(hours=6)


@transaction.atomic
def wake_up(*, now: datetime) -> MailQueue:
    """Note that the mail queue is awake. After a long gap it closes itself: this may be a restored backup."""
    office, _new = MailQueue.objects.select_for_update().get_or_create(id=1, defaults={"awake_at": now})
    if not settings.DEMO and office.awake_at and now - office.awake_at > AWAY_TOO_LONG and not office.paused:
        office.paused = True
        office.reason = f"It was last awake on {office.awake_at:%d %B %Y at %H:%M} UTC. Was a backup restored?"
    office.awake_at = now
    office.save()
    return office


@transaction.atomic
def open_mail_queue(*, by: Person | None, now: datetime) -> None:
    queue, _new = MailQueue.objects.update_or_create(id=1, defaults={"paused": False, "reason": "", "awake_at": now})
    record_audit(action=MAIL_QUEUE_OPENED, about=queue, by=by, now=now)


@transaction.atomic
def close_mail_queue(*, by: Person | None, reason: str, now: datetime) -> None:
    closed = {"paused": True, "reason": reason[:250], "awake_at": now}
    queue, _new = MailQueue.objects.update_or_create(id=1, defaults=closed)
    record_audit(action=MAIL_QUEUE_CLOSED, about=queue, by=by, now=now)
