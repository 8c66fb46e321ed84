"""The clerk's boards: what they had on paper, and the weekly summaries."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.models import Mailing


class Digest(Record):
    """A clerk's summary of one week (ISO 8601), for all their boards. The row is what makes it one."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("clerk"), on_delete=models.CASCADE, related_name="digests"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    week = models.PositiveSmallIntegerField(_("week"))
    mailing = models.ForeignKey(
        Mailing,
        verbose_name=_("mailing"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="digests",
        help_text=_("None: nothing was outstanding."),
    )
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("weekly summary")
        verbose_name_plural = _("weekly summaries")
        constraints = [
            models.UniqueConstraint(fields=["person", "year", "week"], name="digest_once_a_week"),
            models.CheckConstraint(condition=models.Q(week__gte=1, week__lte=53), name="digest_in_a_week_of_the_year"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.year}-W{self.week:02}"
