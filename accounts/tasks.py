"""Celery's part of the ways in: the codes that were asked for, and what need not be kept."""

from celery import shared_task
from django.utils import timezone

from accounts import code_counts, operations
from core import broker
from distribution.enums import Queue
from distribution.tasks import enqueue


@shared_task(queue="urgent")
def write_codes() -> None:
    if operations.write_requested_codes(now=timezone.now()):
        enqueue(Queue.URGENT)


@shared_task(queue="bulk")
def forget_counts() -> None:
    code_counts.forget_counts(now=timezone.now())


@shared_task(queue="bulk")
def forget_sessions() -> None:
    operations.forget_sessions(now=timezone.now())


def enqueue_codes() -> None:
    """Whether or not there is anybody to write to."""
    broker.enqueue(write_codes)
