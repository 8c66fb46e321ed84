from celery import shared_task
from django.utils import timezone

from assurance import operations
from assurance.models import BoardAction
from distribution.enums import Queue
from distribution.tasks import enqueue


@shared_task(queue="bulk")
def anchor_evidence() -> None:
    operations.anchor_evidence(now=timezone.now())


@shared_task(queue="bulk")
def send_head() -> None:
    if operations.send_head(now=timezone.now()):
        enqueue(Queue.BULK)


@shared_task(queue="long")
def keep_counts() -> None:
    """Actions with very many seats are counted ahead; the others are counted when somebody looks."""
    for action in BoardAction.objects.filter(kept__isnull=False):
        operations.keep_counts(action=action, now=timezone.now())
