"""Celery's part: it only drives rows. Each task makes one call; losing every message in the broker loses nothing."""

import logging
import time

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError

from distribution import operations
from distribution.enums import Queue
from distribution.queries import HEARTBEAT, something_is_due
from distribution.sending import send_due

log = logging.getLogger(__name__)
NUDGE_EXPIRES = 30  # seconds: a nudge that waited longer has been overtaken by the sweep


@shared_task
def send_urgent():
    return send_due(queue=Queue.URGENT)


@shared_task
def send_bulk():
    return send_due(queue=Queue.BULK)


@shared_task
def sweep():
    """The guarantee: whatever a dead worker or an emptied broker left behind is found again here."""
    now = timezone.now()
    closed = operations.wake_up(now=now).paused
    operations.reap(now=now)
    for queue in Queue:
        if something_is_due(queue, now) and not (closed and queue == Queue.BULK):
            nudge(queue)


@shared_task
def beat_heart():
    cache.set(HEARTBEAT, time.time(), 3600)


def nudge(queue: Queue) -> None:
    """Ask a worker to look now. If the broker is down the sweep does it later, so no page fails for it."""
    task = send_urgent if queue == Queue.URGENT else send_bulk
    try:
        task.apply_async(expires=NUDGE_EXPIRES, retry=False)
    except OperationalError:
        log.warning("The broker is down. The sweep will send later.")
