"""The officer's form for a film: what is typed, and the films that are chosen to be prepared."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms import pictures, transcoding
from cms.enums import FilmVersion
from cms.models import FilmUpload
from cms.queries import is_shown_by_a_module
from core.upload_limits import LARGEST

FILMS = ".mp4,.m4v,.mov,.mkv,.webm,.avi,.wmv,.mpg,.mpeg,.ts,.mts,.m2ts,.ogv,.flv,video/*"

# What the script with the bar says (static/src/js/upload.js).
SAID = {
    "bar": _("How much is sent"),
    "sent": _("%(share)s per cent of %(size)s sent"),
    "large": _("The file is larger than 2 GB. Save it smaller and choose it again."),
    "failed": _("It could not be saved. Try again."),
    "broken": _("The connection broke off. Nothing was saved. Try again."),
}


class FilmFileField(forms.FileField):
    """Looked at before it is kept: a few bytes tell whether it is a film at all, and whether all of it came."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": FILMS, **{f"data-{key}": words for key, words in SAID.items()}})
        super().__init__(required=False, allow_empty_file=True, max_length=500, widget=widget, **kwargs)

    def clean(self, data: object, initial: object = None) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if not file:
            return None
        if file.size is None or file.size > LARGEST:
            raise ValidationError(_("This film has more than 2 GB. Save it smaller and choose it again."))
        try:
            transcoding.sniff(file)
        except transcoding.Refused as refused:
            raise ValidationError(str(refused)) from refused
        finally:
            file.seek(0)
        return file


class FilmForm(WagtailAdminModelForm):
    film_main = FilmFileField(
        label=_("Film"), help_text=_("Any common kind, up to 2 GB. It is made ready for the web by itself.")
    )
    film_described = FilmFileField(
        label=_("The same with audio description"),
        help_text=_("Only if the narration does not say all that the picture shows."),
    )
    film_signed = FilmFileField(label=_("The same in British Sign Language"), help_text=_("If you have it."))

    class Media:
        js = ["js/upload.js"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.instance.pk and not cleaned.get("film_main") and "film_main" not in self.errors:
            self.add_error("film_main", _("Choose a film."))
        if self.instance.pk:
            busy = FilmUpload.objects.unfinished().filter(film=self.instance.pk)
            words = _("Another file is being prepared. Wait until it is ready, then choose this one.")
            for version in busy.values_list("version", flat=True):
                if cleaned.get(f"film_{version}"):
                    self.add_error(f"film_{version}", words)
        return cleaned

    def chosen(self) -> "list[tuple[FilmVersion, UploadedFile[bytes]]]":
        """(version, file) of each film that was chosen."""
        fields = [(version, self.cleaned_data.get(f"film_{version}")) for version in FilmVersion]
        return [(version, file) for version, file in fields if file]


class PictureFileField(WagtailImageField):
    """A picture for the library. What it is, its content says, not its name."""

    default_validators: ClassVar[list[Any]] = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.help_text = _(
            "JPEG, PNG, GIF or WebP, up to %(size)s. A moving picture becomes a still. We remove what the file says of "
            "where and when a photograph was taken."
        ) % {"size": self.max_upload_size_text}

    def to_python(self, data: "UploadedFile[bytes] | None") -> pictures.Redrawn | None:
        upload = forms.FileField.to_python(self, data)
        if upload is None:
            return None
        self.check_image_file_size(upload)
        return pictures.redrawn(upload)


class PictureForm(BaseImageForm):
    """Wagtail's form for pictures: the library, the chooser and several files at once all use it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wagtails := self.fields.get("file"):  # forms that only describe a picture have none
            self.fields["file"] = PictureFileField(label=wagtails.label, widget=wagtails.widget)

    def clean_file(self) -> "File[bytes]":
        """What a published page shows was approved with this picture in it."""
        if self.instance.pk and "file" in self.changed_data and is_shown_by_a_module(self.instance):
            words = _("A published module shows this picture. Add the new one to the library and choose it there.")
            raise ValidationError(words)
        file: File[bytes] = self.cleaned_data["file"]
        return file
