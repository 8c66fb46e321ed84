"""Celery's part. Each task may run twice or never; the schedule finds what is due again."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from core import broker
from distribution.enums import Queue
from distribution.tasks import enqueue
from learning import operations
from learning.models import Briefing


@shared_task(queue="bulk")
def enrol_late() -> None:
    """Each open briefing in a transaction of its own: short ones, and one that fails does not hold up the others."""
    written = 0
    for briefing in Briefing.objects.open().order_by("pk"):
        now = timezone.now()
        held = now - timedelta(minutes=operations.HELD_MINUTES)
        _enrolled, messages = operations.enrol_late(briefing=briefing, now=now, known_by=held)
        written += messages
    if written:
        enqueue(Queue.BULK)


def enqueue_late_enrolment() -> None:
    """Look now, since somebody has an address that was not there. If the broker is down, the schedule looks."""
    broker.enqueue(enrol_late)
