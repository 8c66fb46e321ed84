import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record


def new_token() -> str:
    """120 bits, from the machine's own randomness: nobody guesses it, and none is ever given out again."""
    return secrets.token_urlsafe(15)


class ReportLink(Record):
    """An address at which the Board reads a report without an account. It ends by itself, and when staff end it.

    By the number of the page and not by a foreign key, since published reports outlive their page.
    """

    page_number = models.PositiveBigIntegerField(_("number of the page"), db_index=True)
    token = models.CharField(_("token"), max_length=20, unique=True, default=new_token)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("link of a report")
        verbose_name_plural = _("links of reports")
        ordering = ["-ends_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.page_number}, {self.ends_at:%Y-%m-%d}"
