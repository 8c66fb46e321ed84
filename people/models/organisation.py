from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.enums import OrganisationKind, Phase


class Organisation(models.Model):
    """A school, trust, council or agency. A school has a URN, a trust a UID (GIAS)."""

    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase, default=Phase.NOT_APPLICABLE)
    urn = models.CharField(_("URN"), max_length=10, unique=True, null=True, blank=True)
    uid = models.CharField(_("UID"), max_length=10, unique=True, null=True, blank=True)
    ward = models.CharField(_("ward"), max_length=100, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=models.F("opened_on")),
                name="organisation_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["kind", "phase"])]

    def __str__(self):
        return self.name
