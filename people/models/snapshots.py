"""What we held about people and organisations before it changed, as far as a figure for a past date needs it.

A row says what was true until `until`. Where there is none, what is held today was held all along; so nothing is
written for the many that never change. Appointments keep their own versions (docs/decisions/0014).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from people.models.organisation import Organisation
from people.models.person import Person


class PersonSnapshot(Record):
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="past")
    address = models.CharField(_("where post went"), max_length=254, blank=True)
    silent = models.BooleanField(_("was not to be written to"))
    canonical = models.ForeignKey(
        Person, verbose_name=_("was the same person as"), on_delete=models.CASCADE, related_name="+"
    )
    until = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        verbose_name = _("what was held about a person")
        verbose_name_plural = _("what was held about people")
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id} until {self.until:%Y-%m-%d}"


class OrganisationSnapshot(Record):
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="past"
    )
    kind = models.CharField(_("kind"), max_length=30)
    phase = models.CharField(_("phase"), max_length=20)
    ward = models.CharField(_("ward"), max_length=100, blank=True)
    authority_code = models.CharField(_("authority"), max_length=5, blank=True)
    status = models.CharField(_("status"), max_length=20)
    opened_on = models.DateField(_("opened on"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    board_size = models.PositiveSmallIntegerField(_("seats on its board"), null=True)
    successor = models.ForeignKey(
        Organisation, verbose_name=_("became"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    until = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        verbose_name = _("what was held about an organisation")
        verbose_name_plural = _("what was held about organisations")
        ordering = ["until", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation_id} until {self.until:%Y-%m-%d}"
