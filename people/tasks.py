"""What the clock asks of the directory."""

from celery import shared_task
from django.utils import timezone

from people import operations


@shared_task(queue="long")
def free_mailboxes() -> None:
    """Terms run out by themselves, and the register ends some: whoever holds the post next starts with their own."""
    operations.free_mailboxes(now=timezone.now())
