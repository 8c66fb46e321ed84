import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Record
from learning.enums import CompletionSource
from people.models import AppendOnlyModel


def new_salt() -> str:
    """128 random bits, in hexadecimal."""
    return secrets.token_hex(16)


class Pseudonym(Record):
    """Ties a person to the number under which their evidence stands. Deleting the row erases the person from it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="pseudonym"
    )
    subject = models.UUIDField(_("number in the evidence"), default=uuid.uuid4, unique=True, editable=False)
    # Opens the commitments of this person's completions. It goes with the row, and nothing leads back to them then.
    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")

    def __str__(self) -> str:
        return str(self.subject)


class Completion(AppendOnlyModel):
    """The evidence that somebody completed a module. Added to, never changed; each row seals the one before.

    The row keeps its own snapshot of what was seen, since a page's revisions can be purged.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    subject = models.UUIDField(_("who (pseudonym)"), db_index=True)
    module_id = models.PositiveBigIntegerField(_("module"), db_index=True)
    module_title = models.CharField(_("title at that time"), max_length=255)
    edition = models.PositiveIntegerField(_("edition"))
    revision_id = models.PositiveBigIntegerField(_("published revision"), null=True)
    content_digest = models.CharField(_("digest of the content"), max_length=64)
    steps = models.JSONField(_("steps and how each was done"))
    credits = models.JSONField(_("credited to"))
    source = models.CharField(_("source"), max_length=12, choices=CompletionSource)
    completed_at = models.DateTimeField(_("completed"))
    address_given_at = models.DateTimeField(
        _("address given by somebody else"),
        null=True,
        help_text=_("If an officer or a clerk had given the person a new address in the days before."),
    )
    commitment = models.CharField(
        _("commitment"), max_length=64, help_text=_("To whose it is and to its certificate, without naming either.")
    )
    key_id = models.CharField(_("key of the seal"), max_length=16)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.module_title}"


class EvidenceHead(Record):
    """One row: how long the chain is and its last hash. Locked while a link is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = verbose_name_plural = _("end of the evidence")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_chain")]

    def __str__(self) -> str:
        return f"{self.count}: {self.hash}"


class Certificate(Record):
    """A completion's certificate: a code that anyone can check. The officer can revoke it; the evidence stays."""

    completion = models.OneToOneField(
        Completion, verbose_name=_("completion"), on_delete=models.PROTECT, related_name="certificate"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="certificates",
    )
    name = models.CharField(_("name on it"), max_length=301)
    code = models.CharField(_("code"), max_length=12, unique=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_reason = models.CharField(_("reason"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-completion__number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at=None) | ~models.Q(revoked_reason=""), name="revoked_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_display} {self.name}"

    @property
    def code_display(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"
