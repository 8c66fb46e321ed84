import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.enums import FilmVersion, UploadState
from cms.models.media import Film
from core.jobs import Job, JobQuerySet, held_in_work


def original_path(upload: "FilmUpload", filename: str) -> str:
    return f"uploads/{upload.uuid}"  # never the uploader's file name


class FilmUploadQuerySet(JobQuerySet["FilmUpload"]):
    def latest_of(self, film: Film) -> list["FilmUpload"]:
        """The latest upload of each version of a film, in the order of the versions."""
        latest = {upload.version: upload for upload in self.filter(film=film).order_by("pk")}
        return [latest[version] for version in FilmVersion.values if version in latest]


class FilmUpload(Job):
    """One file that an officer gave us, and how far it is.

    The file as it was given goes once it is prepared or refused: what it knew of place and time goes with it.
    """

    LEASE = timedelta(minutes=3)  # renewed every few seconds of work
    IN_WORK = {UploadState.WAITING: UploadState.WORKING}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    film = models.ForeignKey(Film, verbose_name=_("film"), on_delete=models.CASCADE, related_name="uploads")
    version = models.CharField(_("version"), max_length=10, choices=FilmVersion)
    original = models.FileField(_("file as given"), upload_to=original_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.WAITING)
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
            held_in_work(UploadState.WORKING, name="upload_in_work_is_somebodys"),
            models.CheckConstraint(
                condition=~Q(state=UploadState.FAILED) | ~Q(error=""), name="refused_upload_says_why"
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="film_upload_state")]

    def __str__(self) -> str:
        return f"{self.film}: {self.get_version_display()}"
