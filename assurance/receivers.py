"""Wagtail says when a page is published; what the Board reads is frozen then."""

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published

from assurance.models import FollowUpReportPage
from assurance.operations import freeze_report


@receiver(page_published, sender=FollowUpReportPage)
def freeze(instance, revision=None, **kwargs):
    freeze_report(
        page=instance,
        revision_id=revision.pk if revision else None,
        by=revision.user if revision else None,
        now=timezone.now(),
    )
