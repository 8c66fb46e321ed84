"""Celery's part: what time does by itself. Rows are the truth; a round that is lost is made up by the next one."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from distribution.enums import Queue
from distribution.tasks import enqueue
from workshops import operations


@shared_task(queue="urgent")
def run_scheduled() -> None:
    done = operations.keep(now=timezone.now())
    if done["promoted"]:
        enqueue(Queue.URGENT)
    if done["reminded"] or done["asked"]:
        enqueue(Queue.BULK)


def enqueue_emails(queue: Queue = Queue.URGENT) -> None:
    """After an operation has written letters: ask a worker to look as soon as they are committed."""
    transaction.on_commit(lambda: enqueue(queue))
