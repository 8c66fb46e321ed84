from django.db import models
from django.utils.translation import gettext_lazy as _

from core.daily_counts import DailyCount, DailyCountQuerySet


class MailCount(DailyCount):
    """How many messages somebody caused today, or were caused to one address (distribution/mail_limits.py)."""

    DAILY = ("count",)

    count = models.PositiveIntegerField(_("on that day"))

    objects = DailyCountQuerySet["MailCount"].as_manager()

    class Meta:
        verbose_name = _("count of mail")
        verbose_name_plural = _("counts of mail")
