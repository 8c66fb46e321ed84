"""Celery's part: the weekly summaries."""

from celery import shared_task
from django.utils import timezone

from distribution.enums import Queue
from distribution.tasks import nudge
from governing_boards import operations


@shared_task
def send_digests():
    if operations.send_digests(now=timezone.now()):
        nudge(Queue.BULK)
