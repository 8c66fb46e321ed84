import uuid
from pathlib import PurePath

from django.core.files.base import File
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    SourceImageIOError,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from cms.pictures import redrawn


class PictureFile(WagtailImageFieldFile):
    """Every way into the library ends here: the form, several files at once, a command. Raises ValidationError."""

    def save(self, name: str, content: "File[bytes]", save: bool = True) -> None:
        ours = redrawn(content)
        super().save(ours.name, ours, save=save)

    setattr(save, "alters_data", True)  # noqa: B010 - no template may call it; a function has no such attribute to mypy


class PictureField(WagtailImageField):
    attr_class = PictureFile


class Picture(AbstractImage):
    """A picture of the library, decoded and written anew by us, so that nothing of its metadata is left."""

    file = PictureField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height")

    admin_form_fields = Image.admin_form_fields

    def generate_rendition_file(self, filter: Filter, *, source: "File[bytes] | None" = None) -> "File[bytes]":
        """Say of a file that was damaged on the disk what Wagtail says of one that is gone, so that no page breaks."""
        try:
            drawn: File[bytes] = super().generate_rendition_file(filter, source=source)
        except SourceImageIOError:
            raise
        except Exception as error:  # whatever Pillow and Willow raise
            raise SourceImageIOError(str(error)) from error
        return drawn

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename: str) -> str:
        return f"pictures/{uuid.uuid4().hex}{PurePath(filename).suffix}"  # the uploader's name is never used as a path


class PictureRendition(AbstractRendition):
    """A picture in one size. It is served by a view that asks who may have it (`cms.views.picture_file`)."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("size of a picture")
        verbose_name_plural = _("sizes of pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="picture_in_each_size_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.image}, {self.filter_spec}"

    @property
    def url(self) -> str:
        """By picture and size, not by this row's number: Wagtail hands on rows that it has not numbered yet.

        The name of the file is there for browsers, who keep a picture for an hour: another file, another address.
        """
        size = self.filter_spec or "missing"  # Wagtail's stand-in for a picture whose file is gone has none
        return reverse("picture_file", args=[self.image_id, size, PurePath(self.file.name).name])
