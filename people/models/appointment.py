from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.enums import Role, Source
from people.models.organisation import Organisation
from people.models.person import Person


class AppointmentQuerySet(models.QuerySet):
    def standing(self):
        """What we hold true now: rows that no later row has replaced."""
        return self.filter(superseded_at=None)

    def current(self, on):
        """Appointments whose term covers the day `on`, at organisations that are open."""
        started = Q(starts_on=None) | Q(starts_on__lte=on)
        not_ended = Q(ends_on=None) | Q(ends_on__gte=on)
        # "Open, but proposed to close" carries a closing date that is still to come.
        still_open = Q(organisation__closed_on=None) | Q(organisation__closed_on__gt=on)
        return self.standing().filter(started, not_ended, still_open)


class Appointment(models.Model):
    """One person in one role at one organisation for a term. GIAS calls it so and numbers it with a GID."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    gid = models.CharField(_("GID"), max_length=20, null=True, blank=True)
    starts_on = models.DateField(_("term starts on"), null=True, blank=True)
    ends_on = models.DateField(_("term ends on"), null=True, blank=True)
    appointing_body = models.CharField(_("appointed by"), max_length=255, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.REGISTER)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    superseded_at = models.DateTimeField(_("replaced"), null=True, blank=True)

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
        ]
        indexes = [models.Index(fields=["role", "organisation"])]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}, {self.organisation}"
