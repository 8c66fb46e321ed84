"""What is written down about a booking: who was passed over for it, what its person was told, what they need."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.models import Mailing
from workshops.enums import Access, Diet, LetterKind, PassedOverFor
from workshops.models.booking import Booking


class PassedOver(Record):
    """Somebody waited longer, and the place went to another. Kept so that the officer can say why."""

    booking = models.ForeignKey(
        Booking, verbose_name=_("who was passed over"), on_delete=models.CASCADE, related_name="passed_over"
    )
    promoted = models.ForeignKey(
        Booking, verbose_name=_("who got the place"), on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField(_("why"), max_length=12, choices=PassedOverFor)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("passed over")
        verbose_name_plural = _("passed over")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["booking", "promoted"], name="passed_over_once_for_somebody")]

    def __str__(self) -> str:
        return f"{self.booking.name}: {self.get_reason_display()}"


class Letter(Record):
    """A message about one booking. The row is what makes a reminder go out once."""

    wagtail_reference_index_ignore = True  # a row, not content: nobody asks Wagtail where it is used

    booking = models.ForeignKey(Booking, verbose_name=_("booking"), on_delete=models.CASCADE, related_name="letters")
    mailing = models.ForeignKey(Mailing, verbose_name=_("mailing"), on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("what"), max_length=10, choices=LetterKind)
    due_at = models.DateTimeField(_("due"), null=True, blank=True, help_text=_("Of a reminder: the moment it is for."))
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("message about a booking")
        verbose_name_plural = _("messages about bookings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "due_at"], condition=Q(kind=LetterKind.REMINDER), name="reminded_once_for_a_moment"
            ),
            models.UniqueConstraint(
                fields=["booking"], condition=Q(kind=LetterKind.FEEDBACK), name="asked_for_feedback_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"


class Needs(Record):
    """What somebody needs to take part (health data: UK GDPR Article 9). The organiser alone sees it; purged after."""

    booking = models.OneToOneField(
        Booking, verbose_name=_("booking"), primary_key=True, on_delete=models.CASCADE, related_name="needs"
    )
    access = models.JSONField(_("access"), default=list, blank=True)
    diet = models.JSONField(_("food"), default=list, blank=True)
    other = models.CharField(_("anything else"), max_length=300, blank=True)
    stated_at = models.DateTimeField(_("stated"))

    class Meta:
        verbose_name = _("access and dietary needs")
        verbose_name_plural = _("access and dietary needs")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(_("Needs of booking %(number)s") % {"number": self.booking_id})

    @property
    def access_in_words(self) -> str:
        return ", ".join(str(Access(need).label) for need in self.access)

    @property
    def diet_in_words(self) -> str:
        return ", ".join(str(Diet(need).label) for need in self.diet)
