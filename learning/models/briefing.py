from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models import ModulePage
from core.records import Record
from distribution.enums import MailingState
from distribution.models import Audience, Delivery, Mailing
from learning.enums import Hold, LateEnrolmentRule


class BriefingQuerySet(models.QuerySet["Briefing"]):
    def issued(self) -> Self:
        return self.exclude(issued_at=None)

    def open(self) -> Self:
        """Sent and not closed: reminders go out, and joiners may still get it."""
        return self.issued().filter(closed_at=None)


class Briefing(Record):
    """A module given to an audience, with a date to be done by. A draft until it is issued."""

    module = models.ForeignKey(ModulePage, verbose_name=_("module"), on_delete=models.PROTECT, related_name="briefings")
    audience = models.ForeignKey(
        Audience, verbose_name=_("audience"), on_delete=models.PROTECT, related_name="briefings"
    )
    due_on = models.DateField(_("to be done by"))
    subject = models.CharField(_("subject of the e-mail"), max_length=120)
    message = models.TextField(
        _("message"),
        max_length=2000,
        help_text=_("In your own words: why we ask. Who gets it, the link and whom to ask are added for you."),
    )
    joiners = models.CharField(
        _("who joins later"),
        max_length=10,
        choices=LateEnrolmentRule,
        default=LateEnrolmentRule.UNTIL_DUE,
        help_text=_("Whoever joins the audience after it was sent gets it once, by this rule."),
    )
    joiner_days = models.PositiveSmallIntegerField(
        _("days that a joiner gets"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("At least so many, even if the date to be done by is sooner."),
    )
    mailing = models.OneToOneField(
        Mailing, verbose_name=_("mailing"), null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("issued by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ["-created_at", "-pk"]
        permissions = [("issue_briefing", _("Can send a briefing to its audience"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_at=None, mailing=None) | Q(issued_at__isnull=False, mailing__isnull=False),
                name="issued_briefing_has_its_mailing",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(issued_at__isnull=False), name="closed_briefing_was_issued"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module.title}: {self.audience}"

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None

    @property
    def is_open(self) -> bool:
        return self.is_issued and self.closed_at is None

    @property
    def mailings(self) -> models.QuerySet[Mailing]:
        """All that was written about it: its first mailing, those to people who joined later, and reminders."""
        return Mailing.objects.filter(
            Q(briefing=self) | Q(later_mailing__briefing=self) | Q(reminder__briefing=self)
        ).order_by("pk")

    @property
    def waiting(self) -> models.QuerySet[Delivery]:
        """The emails about it that have not been handed over, and will be unless somebody stops them."""
        mailings = self.mailings.exclude(state=MailingState.STOPPED).order_by()
        return Delivery.objects.unfinished().filter(mailing__in=mailings)

    @property
    def is_paused(self) -> bool:
        """Whether somebody has paused its emails. 1 query."""
        return self.mailings.filter(state=MailingState.PAUSED).exists()

    @property
    def module_hold(self) -> Hold | None:
        """Why nobody can do it now, whatever we sent them; None if they can. 1 query, for the films."""
        if not self.module.can_be_opened:
            return Hold.UNPUBLISHED
        return Hold.UNFIT if self.module.why_not_published else None

    @property
    def hold(self) -> Hold | None:
        """Why no email about it is written now; None if there is no reason. 2 queries.

        Everything that writes about a briefing asks this: sending it, reminders, and emails to people who join.
        """
        return self.module_hold or (Hold.PAUSED if self.is_paused else None)

    def takes_joiners(self, on: date) -> bool:
        """Whether somebody who joins the audience on the day `on` gets it."""
        in_time = {
            LateEnrolmentRule.NOBODY: False,
            LateEnrolmentRule.UNTIL_DUE: on <= self.due_on,
            LateEnrolmentRule.WHILE_OPEN: True,
        }
        return self.is_open and in_time[LateEnrolmentRule(self.joiners)]

    def writes_to_latecomers(self, on: date) -> bool:
        """Whether somebody who was asked, and had no address then, is still written to on the day `on`."""
        return self.is_open and (self.joiners == LateEnrolmentRule.WHILE_OPEN or on <= self.due_on)
