"""Celery's part: the weekly summaries."""

from celery import shared_task
from django.utils import timezone

from distribution.enums import Queue
from distribution.tasks import enqueue
from governing_boards import operations


@shared_task(queue="bulk")
def send_digests() -> None:
    if operations.send_digests(now=timezone.now()):
        enqueue(Queue.BULK)
