"""What is written about a briefing after its first mailing: to joiners, to those outstanding, to clerks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.models import Mailing
from learning.models.briefing import Briefing
from people.models import Organisation


class Reminder(Record):
    """One press of "remind": by the clerk of one board, or by an officer for the whole audience."""

    briefing = models.ForeignKey(
        Briefing, verbose_name=_("briefing"), on_delete=models.PROTECT, related_name="reminders"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("board"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("None: the whole audience."),
    )
    mailing = models.OneToOneField(
        Mailing, verbose_name=_("mailing"), on_delete=models.PROTECT, related_name="reminder"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.briefing}, {self.at:%Y-%m-%d}"


class LaterMailing(Record):
    """The briefing's own e-mail, to those who joined later or got an address later."""

    briefing = models.ForeignKey(
        Briefing, verbose_name=_("briefing"), on_delete=models.PROTECT, related_name="later_mailings"
    )
    mailing = models.OneToOneField(
        Mailing, verbose_name=_("mailing"), on_delete=models.PROTECT, related_name="later_mailing"
    )
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("mailing to joiners")
        verbose_name_plural = _("mailings to joiners")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.briefing}, {self.at:%Y-%m-%d}"
