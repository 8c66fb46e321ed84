from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record


class Erasure(Record):
    """That a record was emptied at the person's wish (UK GDPR Article 17), and by whom. Nothing about the person."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("emptied record"), on_delete=models.PROTECT, related_name="erasure"
    )
    at = models.DateTimeField(_("erased"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at"]
        permissions = [
            ("erase_person", _("Can erase a person")),
            ("export_person", _("Can give a person their data")),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.at:%Y-%m-%d}"
