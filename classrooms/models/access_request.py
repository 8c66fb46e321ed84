from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from classrooms.enums import RequestState
from core.records import Record
from people.enums import Role
from people.models import Organisation


class AccessRequest(Record):
    """Somebody asks to get at their school's films. The school's DSL or head, or an officer, lets them in."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="access_requests"
    )
    # As they gave it; a person whom we know already keeps the name that we know.
    name = models.CharField(_("name"), max_length=301)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("school"), on_delete=models.CASCADE, related_name="access_requests"
    )
    role = models.CharField(
        _("role"), max_length=30, choices=[(role.value, role.label) for role in (Role.TEACHER, Role.DSL)]
    )
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.UNPROVED)
    asked_at = models.DateTimeField(_("asked"))
    proved_at = models.DateTimeField(_("address proved"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("request of a teacher")
        verbose_name_plural = _("requests of teachers")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(state__in=[RequestState.UNPROVED, RequestState.WAITING]),
                name="asks_a_school_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RequestState.LET_IN, RequestState.REFUSED]) | Q(decided_at__isnull=False),
                name="request_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.UNPROVED) | Q(proved_at__isnull=False), name="request_waits_once_proved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"
