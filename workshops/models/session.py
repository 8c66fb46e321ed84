from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from core.links import validate_link
from core.records import Record
from people.enums import OrganisationKind
from workshops.calendars import LONDON
from workshops.models.pages import WorkshopPage


class SessionQuerySet(models.QuerySet["WorkshopSession"]):
    def held(self) -> Self:
        return self.filter(cancelled_at=None)

    def coming(self, now: datetime) -> Self:
        """Not cancelled, and not begun at `now`."""
        return self.held().filter(starts_at__gt=now)


class WorkshopSession(Record, ClusterableModel):
    """A time and a place for a workshop, with so many places.

    Whoever writes a booking holds this row's lock. `places_taken` is counted anew under it, and the database refuses
    a number above the capacity.
    """

    workshop = models.ForeignKey(
        WorkshopPage, verbose_name=_("workshop"), on_delete=models.PROTECT, related_name="sessions"
    )
    label = models.CharField(
        _("name"), max_length=80, blank=True, help_text=_("To tell it from others: “Morning”. May stay empty.")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200, blank=True, help_text=_("Room and address."))
    online_link = models.URLField(
        _("online room"),
        max_length=500,
        blank=True,
        validators=[validate_link],
        help_text=_("Shown only to those who have a place."),
    )
    capacity = models.PositiveIntegerField(_("places"), validators=[MinValueValidator(1), MaxValueValidator(5000)])
    places_taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    ceiling_percent = models.PositiveSmallIntegerField(
        _("no kind of organisation above (%)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of all places, rounded down. Empty: no limit."),
    )
    stewards = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("who stands at the door"), blank=True, related_name="door_sessions"
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True, editable=False)
    attended_counted_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(_("feedback asked for"), null=True, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(places_taken__lte=F("capacity")), name="session_is_never_overbooked"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_a_place"),
            models.CheckConstraint(
                condition=Q(ceiling_percent=None) | Q(ceiling_percent__gte=1, ceiling_percent__lte=100),
                name="session_ceiling_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop.title}, {self.when_and_label}"

    @property
    def when_and_label(self) -> str:
        when = date_format(localtime(self.starts_at), "j F Y, H:i")
        return f"{when} ({self.label})" if self.label else when

    @property
    def where(self) -> str:
        return self.place or str(_("Online"))

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    def has_begun(self, now: datetime) -> bool:
        return now >= self.starts_at

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def notice_begins_at(self) -> datetime:
        """From here on a place that comes free is offered at short notice."""
        return self.starts_at - timedelta(hours=self.workshop.notice_hours)


class Allocation(Record):
    """Floor and ceiling of places for one kind of organisation: kept for it until so many days before, and no more."""

    session = ParentalKey(
        WorkshopSession, verbose_name=_("session"), on_delete=models.CASCADE, related_name="allocations"
    )
    kind = models.CharField(_("kind of organisation"), max_length=30, choices=OrganisationKind)
    floor = models.PositiveIntegerField(_("at least"), default=0, help_text=_("Places kept for this kind."))
    floor_days = models.PositiveSmallIntegerField(
        _("kept until (days before)"), default=10, help_text=_("Then whoever waits may have them.")
    )
    ceiling = models.PositiveIntegerField(_("at most"), null=True, blank=True, help_text=_("Empty: no limit."))

    class Meta:
        verbose_name = _("places for a kind of organisation")
        verbose_name_plural = _("places for kinds of organisations")
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["session", "kind"], name="allocation_once_per_kind"),
            models.CheckConstraint(
                condition=Q(ceiling=None) | Q(ceiling__gte=F("floor")), name="allocation_floor_below_ceiling"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.floor}–{'' if self.ceiling is None else self.ceiling}"

    def runs_out_at(self, session: WorkshopSession) -> datetime:
        """Until when the floor holds: the session's own time of day, so many days before by the clock in Britain."""
        local = session.starts_at.astimezone(LONDON)
        return (local.replace(tzinfo=None) - timedelta(days=self.floor_days)).replace(tzinfo=LONDON)

    def holds(self, session: WorkshopSession, now: datetime) -> bool:
        return self.floor > 0 and now < self.runs_out_at(session)
