from celery import shared_task
from django.utils import timezone

from learning import operations


@shared_task
def anchor_evidence():
    operations.anchor_evidence(now=timezone.now())
