import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.enums import FilmVersion, UploadState
from cms.models.media import Film


def original_path(upload: "FilmUpload", filename: str) -> str:
    return f"uploads/{upload.uuid}"  # never the uploader's file name


class FilmUploadQuerySet(models.QuerySet["FilmUpload"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=[UploadState.WAITING, UploadState.WORKING])

    def latest_of(self, film: Film) -> list["FilmUpload"]:
        """The latest upload of each version of a film, in the order of the versions."""
        latest = {upload.version: upload for upload in self.filter(film=film).order_by("pk")}
        return [latest[version] for version in FilmVersion.values if version in latest]


class FilmUpload(models.Model):
    """One file that an officer gave us, and how far it is. A worker holds it by a lease and a token of its own.

    The file as it was given goes once it is prepared or refused: what it knew of place and time goes with it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    film = models.ForeignKey(Film, verbose_name=_("film"), on_delete=models.CASCADE, related_name="uploads")
    version = models.CharField(_("version"), max_length=10, choices=FilmVersion)
    original = models.FileField(_("file as given"), upload_to=original_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.WAITING)
    percent = models.PositiveSmallIntegerField(_("how far (%)"), default=0)
    error = models.CharField(_("why it is refused"), max_length=300, blank=True)
    token = models.UUIDField(_("whose work it is"), null=True, blank=True)
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = FilmUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload of a film")
        verbose_name_plural = _("uploads of films")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["film", "version"],
                condition=Q(state__in=[UploadState.WAITING, UploadState.WORKING]),
                name="one_upload_at_a_time_of_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.WORKING) | Q(token__isnull=False, lease_until__isnull=False),
                name="upload_in_work_is_somebodys",
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.FAILED) | ~Q(error=""), name="refused_upload_says_why"
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="film_upload_state")]

    def __str__(self) -> str:
        return f"{self.film}: {self.get_version_display()}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in (UploadState.WAITING, UploadState.WORKING)
