from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record


class MailboxMessage(Record):
    """A message that the demonstration keeps instead of sending it. Shown at /mailbox/."""

    address = models.CharField(_("to"), max_length=254, db_index=True)
    subject = models.CharField(_("subject"), max_length=250)
    message_id = models.CharField(max_length=200)
    raw = models.BinaryField()
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("message in the mailbox")
        verbose_name_plural = _("messages in the mailbox")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject
