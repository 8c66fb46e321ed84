import math
import shutil
import uuid
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cms.captions import read_captions
from cms.container_sniffing import is_whole_mp4, looks_like_mp4
from cms.pictures import re_encode
from cms.transcoding import Refused, length_of
from core.texts import Text

POSTER_WIDEST = 960  # pixels: sharp on a phone, and the page with it stays under 100 KB


# The uploader's file name is never used as a path.
def film_path(film: "Film", filename: str) -> str:
    return f"films/{film.uuid}/film.mp4"


def captions_path(film: "Film", filename: str) -> str:
    return f"films/{film.uuid}/captions.vtt"


def poster_path(film: "Film", filename: str) -> str:
    return f"films/{film.uuid}/poster.jpg"


class Film(models.Model):  # type: ignore[django-manager-missing]  # Wagtail's pages have no types
    """A film with its captions. Its length is read from the file, since watching is measured against it.

    What an officer uploads is prepared first (`FilmUpload`); until then `file` is empty and the film cannot be shown.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("film (MP4)"), upload_to=film_path, blank=True, validators=[FileExtensionValidator(["mp4"])]
    )
    small = models.FileField(_("the same, small"), upload_to=film_path, blank=True, editable=False)
    described = models.FileField(_("with audio description"), upload_to=film_path, blank=True, editable=False)
    signed = models.FileField(_("in British Sign Language"), upload_to=film_path, blank=True, editable=False)
    captions = models.FileField(
        _("captions (WebVTT or SRT)"),
        upload_to=captions_path,
        blank=True,
        validators=[FileExtensionValidator(["vtt", "srt"])],
        help_text=_("They are also the transcript. Without captions a film cannot be published."),
    )
    poster = models.ImageField(
        _("picture before it plays"),
        upload_to=poster_path,
        blank=True,
        help_text=_("JPEG, PNG or WebP. If you choose none, one is taken from the film."),
    )
    narration_says_all = models.BooleanField(
        _("the narration says all that the picture shows"),
        default=False,
        help_text=_("If not, the film needs an audio-described version before it is published (WCAG 1.2.5)."),
    )
    duration_seconds = models.FloatField(_("length in seconds"), default=0, editable=False)
    cues = models.JSONField(_("transcript"), default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(file="") | Q(duration_seconds__gt=0), name="film_has_a_length")
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Read length and transcript from the files; the errors stand at the field they belong to."""
        super().clean()
        errors: dict[str, Text | ValidationError] = {}
        for field, read in (("file", self._read_length), ("captions", self._read_cues), ("poster", self._read_poster)):
            # What is stored already was read when it came in.
            if not getattr(self, field) or getattr(self, field)._committed:
                continue
            try:
                read()
            except ValidationError as error:
                errors[field] = error
        if not errors and self.captions_run_over:
            errors["captions"] = _("The last caption starts at %(late)s, after the end of the film.") % {
                "late": self.cues[-1]["clock"]
            }
        if errors:
            raise ValidationError(errors)

    def _read_length(self) -> None:
        if not looks_like_mp4(self.file):
            raise ValidationError(_("This is not an MP4 film. Save it as MP4 (H.264) and choose it again."))
        if not is_whole_mp4(self.file):
            raise ValidationError(_("This film is cut short. Upload it again."))
        with NamedTemporaryFile(suffix=".mp4") as copy:
            self.file.seek(0)
            shutil.copyfileobj(self.file.file, copy)
            copy.flush()
            try:
                self.duration_seconds = length_of(Path(copy.name))
            except Refused as error:
                raise ValidationError(str(error)) from error

    def _read_cues(self) -> None:
        self.captions.seek(0)
        self.cues, written = read_captions(self.captions.read())
        self.captions = ContentFile(written, "captions.vtt")

    def _read_poster(self) -> None:
        self.poster.seek(0)
        self.poster = re_encode(self.poster, "poster", widest=POSTER_WIDEST)

    def get_absolute_url(self) -> str:
        return self.file_url

    @property
    def captions_run_over(self) -> bool:
        return bool(self.cues and self.duration_seconds and self.cues[-1]["start"] > self.duration_seconds)

    @property
    def why_not_shown(self) -> list[str]:
        """What is missing before the film may be published; empty if nothing is."""
        reasons = []
        if not self.file:
            reasons.append(_("The film is not ready yet. Look at its own page under Films."))
        if not self.captions:
            reasons.append(_("The film has no captions. Add them first: without captions a film cannot be published."))
        if self.captions_run_over:
            reasons.append(_("The captions go on after the end of the film. Put them right first."))
        if not self.narration_says_all and not self.described:
            reasons.append(
                _("This film shows things that its narration does not say. It needs an audio-described version.")
            )
        return [str(reason) for reason in reasons]

    @property
    def file_url(self) -> str:
        return self.url_of("film.mp4")

    @property
    def captions_url(self) -> str:
        return self.url_of("captions.vtt")

    @property
    def poster_url(self) -> str:
        return self.url_of("poster.jpg")

    def url_of(self, part: str) -> str:
        return reverse("film_file", args=[self.uuid, part])

    @property
    def files_named(self) -> list[str]:
        """The stored files that belong to this film, by the names under which they lie."""
        fields = (self.file, self.small, self.described, self.signed, self.captions, self.poster)
        return [field.name for field in fields if field.name]

    @cached_property
    def duration_text(self) -> str:
        minutes, seconds = divmod(math.ceil(self.duration_seconds - 1e-6), 60)
        parts = []
        if minutes:
            parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
        if seconds or not minutes:
            parts.append(ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds})
        return " ".join(parts)
