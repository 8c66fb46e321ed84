"""Reads of the mail queue."""

import time
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Min
from django.utils import timezone

from distribution.models import GOING_OUT, Delivery, Mailing, MailQueue

HEARTBEAT = "worker:heartbeat"


def mail_queue_is_paused() -> bool:
    return MailQueue.objects.filter(paused=True).exists()


def state_counts(mailing: Mailing) -> dict[str, int]:
    """How many deliveries of the mailing are in each state; states without any are left out."""
    rows = mailing.deliveries.values("state").annotate(n=Count("pk")).order_by()
    return {row["state"]: row["n"] for row in rows}


def oldest_unsent_age() -> float | None:
    """Seconds since the oldest delivery became due that nobody has sent, or None if none waits."""
    oldest = Delivery.objects.unfinished().filter(GOING_OUT).aggregate(at=Min("due_at"))["at"]
    return None if oldest is None else max(0.0, round((timezone.now() - oldest).total_seconds(), 1))


def worker_heartbeat_age() -> float | None:
    beat = cache.get(HEARTBEAT)
    return None if beat is None else round(time.time() - beat, 1)


def something_is_due(queue: str, now: datetime) -> bool:
    return Delivery.objects.due(queue, now).exists()
