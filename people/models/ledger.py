from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from people.ledger.chain import FIRST
from people.models.append_only import AppendOnlyModel


class LedgerEntry(AppendOnlyModel):
    """Facts that figures count, as they were when recorded; each entry seals the one before it in its stream.

    `facts` holds numbers, moments and fixed words: no name and no address.
    """

    stream = models.CharField(_("stream"), max_length=30)
    number = models.PositiveBigIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=30)
    facts = models.JSONField(_("facts"))
    at = models.DateTimeField(_("at"))
    key_id = models.CharField(_("key of the seal"), max_length=16)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        ordering = ["stream", "number"]
        constraints = [models.UniqueConstraint(fields=["stream", "number"], name="ledger_number_once")]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}: {self.kind}"


class LedgerHead(Record):
    """How long a stream is and its last hash. Locked while an entry is added."""

    stream = models.CharField(primary_key=True, max_length=30)
    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=FIRST)

    class Meta:
        verbose_name = verbose_name_plural = _("end of a stream of the ledger")

    def __str__(self) -> str:
        return f"{self.stream} {self.count}: {self.hash}"
