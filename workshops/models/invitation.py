"""Who was asked to which workshop. What came of it is read from bookings."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.models import Audience, Mailing
from people.models import Organisation
from workshops.enums import BookingState, Reply
from workshops.models.booking import Booking
from workshops.models.pages import WorkshopPage


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def with_replies(self) -> Self:
        """Each with `reply`: what its person has answered, under whichever of their joined records."""
        own = (
            Booking.objects.filter(workshop=OuterRef("workshop"))
            .annotate(holder=F("person__canonical"))
            .filter(holder=OuterRef("principal"))
        )
        return self.annotate(
            principal=F("person__canonical"),
            reply=Case(
                When(Exists(own.filter(state=BookingState.CONFIRMED)), then=Value(Reply.BOOKED.value)),
                When(Exists(own.filter(state=BookingState.WAITING)), then=Value(Reply.WAITING.value)),
                When(declined_at__isnull=False, then=Value(Reply.DECLINED.value)),
                When(Exists(own), then=Value(Reply.CANCELLED.value)),
                default=Value(Reply.SILENT.value),
            ),
        )

    def silent(self) -> Self:
        """After `with_replies`."""
        return self.filter(reply=Reply.SILENT)


class Invitation(Record):
    """One person asked to one workshop. What came of it is read from their bookings."""

    wagtail_reference_index_ignore = True  # a row, not content: nobody asks Wagtail where it is used

    workshop = models.ForeignKey(
        WorkshopPage, verbose_name=_("workshop"), on_delete=models.PROTECT, related_name="invitations"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="invitations"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("for"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.ForeignKey(
        Audience, verbose_name=_("audience"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    mailing = models.ForeignKey(
        Mailing, verbose_name=_("mailing"), null=True, on_delete=models.PROTECT, related_name="invitations"
    )
    invited_at = models.DateTimeField(_("invited"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "person"], name="invited_once_to_a_workshop")]

    def __str__(self) -> str:
        return f"{self.person}, {self.workshop}"
