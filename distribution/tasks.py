"""Celery's part: it only drives rows. Each task makes one call; losing every message in the broker loses nothing."""

import logging
import time

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from core import broker
from distribution import mail_limits, operations
from distribution.enums import Queue
from distribution.queries import HEARTBEAT, something_is_due
from distribution.sending import send_due

log = logging.getLogger(__name__)
OVERTAKEN = 30  # seconds: whoever waited longer has been overtaken by dispatch_due


@shared_task(queue="urgent")
def send_urgent() -> int:
    return send_due(queue=Queue.URGENT)


@shared_task(queue="bulk")
def send_bulk() -> int:
    return send_due(queue=Queue.BULK)


@shared_task(queue="urgent")
def dispatch_due() -> None:
    """The guarantee: whatever a dead worker or an emptied broker left behind is found again here."""
    now = timezone.now()
    closed = operations.wake_up(now=now).paused
    operations.reclaim_expired(now=now)
    for queue in Queue:
        if something_is_due(queue, now) and not (closed and queue == Queue.BULK):
            enqueue(queue)


@shared_task(queue="urgent")
def heartbeat() -> None:
    cache.set(HEARTBEAT, time.time(), 3600)


@shared_task(queue="bulk")
def forget_counts() -> None:
    mail_limits.forget_counts(today=timezone.localdate())


def enqueue(queue: Queue) -> None:
    """Ask a worker to look now. If the broker is down, dispatch_due does it later, so no page fails for it."""
    broker.enqueue(send_urgent if queue == Queue.URGENT else send_bulk, expires=OVERTAKEN)
