from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.records import Record
from core.texts import Text
from learning.models import Completion
from people.enums import OrganisationKind
from workshops.enums import Direction
from workshops.models.booking import Booking
from workshops.models.session import WorkshopSession


class Scan(Record):
    """One press at the door. Its nonce makes it count once, however often and however late it arrives."""

    booking = models.ForeignKey(Booking, verbose_name=_("booking"), on_delete=models.CASCADE, related_name="scans")
    nonce = models.UUIDField(_("number of the press"), unique=True)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    at = models.DateTimeField(_("at the door"))
    received_at = models.DateTimeField(_("received"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["booking", "at"])]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.direction} {self.at:%H:%M}"


class Attendance(Record):
    """What the scans of a booking come to. Recomputed from them; the completion, once written, stays."""

    booking = models.OneToOneField(
        Booking, verbose_name=_("booking"), primary_key=True, on_delete=models.CASCADE, related_name="attendance"
    )
    arrived_at = models.DateTimeField(_("came"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes there"), default=0)
    completion = models.OneToOneField(
        Completion,
        verbose_name=_("completion"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attendance",
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.minutes}"


def _score(label: Text) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1), MaxValueValidator(5)])


class Feedback(Record):
    """Answers without a name: which session and which kind of organisation, and the day, no more."""

    session = models.ForeignKey(
        WorkshopSession, verbose_name=_("session"), on_delete=models.PROTECT, related_name="feedback"
    )
    kind = models.CharField(_("kind of organisation"), max_length=30, choices=OrganisationKind, blank=True)
    useful = _score(_("useful for my work"))
    will_change = _score(_("I will do something differently"))
    welcome = _score(_("I could take part fully"))
    comment = models.CharField(_("comment"), max_length=600, blank=True)
    on = models.DateField(_("day"))

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(useful__range=(1, 5), will_change__range=(1, 5), welcome__range=(1, 5)),
                name="feedback_from_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.useful}"
