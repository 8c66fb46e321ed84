from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.records import Record
from people.enums import OrganisationStatus, Role, Source
from people.models.organisation import Organisation
from people.models.person import Person


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> Self:
        """What we hold true now: rows that no later row has replaced."""
        return self.filter(superseded_at=None)

    def current(self, on: date) -> Self:
        """Appointments whose term covers the day `on`, at organisations that are open."""
        started = Q(starts_on=None) | Q(starts_on__lte=on)
        not_ended = Q(ends_on=None) | Q(ends_on__gte=on)
        # "Open, but proposed to close" carries a closing date that is still to come.
        still_open = Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=on)
        return (
            self.standing()
            .filter(started, not_ended, still_open)
            .exclude(organisation__status=OrganisationStatus.CLOSED, organisation__closed_on=None)
        )

    def as_at(self, moment: datetime) -> Self:
        """What we held true at a past moment: living rows and kept versions alike."""
        replaced_later = Q(superseded_at=None) | Q(superseded_at__gt=moment)
        return self.filter(replaced_later, recorded_at__lte=moment)


class Appointment(Record):
    """One person in one role at one organisation for a term. GIAS calls it so and numbers it with a GID.

    The row that stands keeps its key for life. What it said before is kept in rows with `superseded_at`, which point
    to it with `version_of`, so that any past date can be asked for (docs/decisions/0014).
    """

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    gid = models.CharField(_("GID"), max_length=20, null=True, blank=True)
    starts_on = models.DateField(_("term starts on"), null=True, blank=True)
    ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    ward = models.CharField(_("ward"), max_length=100, blank=True, help_text=_("Of a ward councillor."))
    appointing_body = models.CharField(_("appointed by"), max_length=255, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.REGISTER)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    superseded_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    said_at = models.DateTimeField(
        _("said by a person on"), null=True, blank=True, help_text=_("Beats an extract that is older.")
    )
    extract_on = models.DateField(
        _("from an extract of"), null=True, blank=True, editable=False, help_text=_("An older extract changes nothing.")
    )
    registered = models.JSONField(
        _("what the register says instead"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Only what differs, by field; empty where we agree."),
    )
    version_of = models.ForeignKey(
        "self",
        verbose_name=_("earlier version of"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="versions",
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["organisation__name", "person__family_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gid"], condition=Q(superseded_at=None), name="appointment_gid_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None, version_of=None) | Q(superseded_at__isnull=False),
                name="appointment_version_is_superseded",
            ),
        ]
        indexes = [models.Index(fields=["role", "organisation"])]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.organisation}"


class Question(Record):
    """A newer extract disagrees with what a person told us. Somebody who knows the board answers it."""

    appointment = models.ForeignKey(
        Appointment, verbose_name=_("appointment"), on_delete=models.CASCADE, related_name="questions"
    )
    register_says = models.JSONField(_("the register says"), help_text=_("By field, like Appointment.registered."))
    extract_on = models.DateField(_("extract of"))
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    register_was_right = models.BooleanField(_("the register was right"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to the clerk")
        verbose_name_plural = _("questions to clerks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(answered_at=None), name="one_open_question_per_appointment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment}: {self.register_says}"
