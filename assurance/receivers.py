"""Wagtail says when a page is published; what the Board reads is frozen then."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Revision
from wagtail.signals import page_published

from assurance.models import FollowUpReportPage
from assurance.operations import freeze_report


@receiver(page_published, sender=FollowUpReportPage)
def freeze(instance: Any, revision: Revision | None = None, **kwargs: Any) -> None:
    freeze_report(
        page=instance,
        revision_id=revision.pk if revision else None,
        by=revision.user if revision else None,
        now=timezone.now(),
    )
