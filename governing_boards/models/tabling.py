from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.records import Record
from governing_boards.enums import TablingOutcome
from learning.models.briefing import Briefing
from people.models import Organisation


class TablingQuerySet(models.QuerySet["Tabling"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Tabling(Record):
    """A board had the printed pack at a meeting. Weaker evidence than a completion: a number, and nobody's state."""

    briefing = models.ForeignKey(
        Briefing, verbose_name=_("briefing"), on_delete=models.PROTECT, related_name="tablings"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("board"), on_delete=models.PROTECT, related_name="tablings"
    )
    on = models.DateField(_("date of the meeting"))
    present = models.PositiveSmallIntegerField(
        _("governors present"), validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    seats = models.PositiveSmallIntegerField(
        _("seats on that day"), editable=False, help_text=_("As many as the board had: no more could be present.")
    )
    outcome = models.CharField(
        _("what the board did"), max_length=10, choices=TablingOutcome, default=TablingOutcome.RECEIVED
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = TablingQuerySet.as_manager()

    class Meta:
        verbose_name = _("tabled on paper")
        verbose_name_plural = _("tabled on paper")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "organisation", "on"], condition=Q(withdrawn_at=None), name="tabled_once_a_day"
            ),
            models.CheckConstraint(condition=Q(present__gte=1), name="tabled_before_somebody"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(present__lte=F("seats")), name="tabled_before_its_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.on:%d/%m/%Y}: {self.present}"
