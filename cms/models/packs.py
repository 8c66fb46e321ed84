import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.enums import PackState
from cms.models.awareness import AwarenessPage
from core.jobs import Job, JobQuerySet, held_in_work

REASON_LENGTH = 300


def pack_path(pack: "Pack", filename: str) -> str:
    return f"packs/{pack.uuid}.zip"


class PackQuerySet(JobQuerySet["Pack"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def ready(self) -> Self:
        """Packs that may be fetched: made, and not withdrawn."""
        return self.standing().filter(state=PackState.READY)

    def coming(self) -> Self:
        """Packs that a worker will make, or is making."""
        return self.standing().unfinished()


class Pack(Job):
    """One version of the offline pack of a film: a ZIP, made by a worker from the page as it was published."""

    LEASE = timedelta(minutes=3)
    IN_WORK = {PackState.WAITING: PackState.WORKING}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(AwarenessPage, verbose_name=_("film"), on_delete=models.CASCADE, related_name="packs")
    version = models.PositiveIntegerField(_("version"))
    fingerprint = models.CharField(_("made from (hash)"), max_length=64)
    # Of the film, its page and the contacts alone: what an editor has to change before a withdrawn pack is made again.
    content = models.CharField(_("hash of its content"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PackState, default=PackState.WAITING)
    file = models.FileField(_("file"), upload_to=pack_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, blank=True)
    check_again_by = models.DateField(_("check again by"))
    asked_at = models.DateTimeField(_("asked for"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("withdrawn by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_because = models.CharField(_("why it was withdrawn"), max_length=REASON_LENGTH, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("offline pack")
        verbose_name_plural = _("offline packs")
        ordering = ["page", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["page", "version"], name="pack_version_once"),
            held_in_work(PackState.WORKING, name="pack_in_work_is_somebodys"),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY) | (Q(made_at__isnull=False) & ~Q(sha256="")),
                name="ready_pack_is_made_and_summed",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_because=""), name="pack_withdrawn_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return _("%(page)s, version %(n)s") % {"page": self.page, "n": self.version}
