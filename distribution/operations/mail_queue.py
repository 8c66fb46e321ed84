"""The mail queue as a whole: awake, open, closed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from distribution import high_water
from distribution.audit import MAIL_QUEUE_CLOSED, MAIL_QUEUE_OPENED
from distribution.models import MailQueue
from people.models import Person
from people.operations import record_audit

AWAY_TOO_LONG = timedelta(hours=6)


@transaction.atomic
def wake_up(*, now: datetime) -> MailQueue:
    """Note that the mail queue is awake. It closes itself where this may be a restored backup.

    That is so when the database is behind what was written down beside it, and after a long gap. 3 queries.
    """
    queue, _new = MailQueue.objects.select_for_update().get_or_create(id=1, defaults={"awake_at": now})
    reason = "" if settings.DEMO or queue.paused else _why_it_may_be_a_backup(queue, now)
    if reason:
        queue.paused, queue.reason = True, reason
    queue.awake_at = now
    queue.save()
    return queue


def _why_it_may_be_a_backup(queue: MailQueue, now: datetime) -> str:
    reached, marked = high_water.reached(), high_water.marked()
    if reached < marked:
        return f"The database knows {reached:,} events of messages, and {marked:,} had happened. Was a backup restored?"
    if reached > marked:
        high_water.write_mark(reached)
    if queue.awake_at and now - queue.awake_at > AWAY_TOO_LONG:
        return f"It was last awake on {queue.awake_at:%d %B %Y at %H:%M} UTC. Was a backup restored?"
    return ""


@transaction.atomic
def open_mail_queue(*, by: Person | None, now: datetime) -> None:
    """Somebody has looked: what the database knows is what counts from now on."""
    queue, _new = MailQueue.objects.update_or_create(id=1, defaults={"paused": False, "reason": "", "awake_at": now})
    record_audit(action=MAIL_QUEUE_OPENED, about=queue, by=by, now=now)
    transaction.on_commit(lambda: high_water.write_mark(high_water.reached()))


@transaction.atomic
def close_mail_queue(*, by: Person | None, reason: str, now: datetime) -> None:
    closed = {"paused": True, "reason": reason[:250], "awake_at": now}
    queue, _new = MailQueue.objects.update_or_create(id=1, defaults=closed)
    record_audit(action=MAIL_QUEUE_CLOSED, about=queue, by=by, now=now)
