"""Celery's part: what is nobody's any more goes."""

from celery import shared_task
from django.utils import timezone

from classrooms import operations


@shared_task(queue="long")
def discard_unproved() -> None:
    operations.discard_unproved(now=timezone.now())
