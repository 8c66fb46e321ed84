from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.records import Record
from distribution.enums import MailClass


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def standing(self) -> Self:
        """Those that nobody has lifted."""
        return self.filter(lifted_at=None)


class Suppression(Record):
    """An address not to write to, for one class of mail or for all."""

    address = models.EmailField(_("address"), max_length=254)
    mail_class = models.CharField(
        _("class of mail"), max_length=12, choices=MailClass, blank=True, help_text=_("Blank means all mail.")
    )
    reason = models.CharField(_("reason"), max_length=250)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    lifted_at = models.DateTimeField(
        _("lifted"), null=True, blank=True, editable=False, help_text=_("Kept, so that past dates can be asked for.")
    )

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address not to write to")
        verbose_name_plural = _("addresses not to write to")
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "mail_class"], condition=Q(lifted_at=None), name="suppressed_once_per_class"
            ),
            models.CheckConstraint(condition=Q(address=Lower("address")), name="suppressed_address_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        self.address = (self.address or "").strip().lower()
