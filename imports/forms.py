"""The forms of an import: a file, and which of its columns means what."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import Year
from core.form_fields import AdminDateInput, DateField
from imports.enums import ImportKind
from imports.kinds.columns import FIELDS, lacking
from imports.kinds.files import UnreadableFile
from imports.kinds.sheets import Header, header_of
from imports.runs import LARGEST


class ImportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=ImportKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is in the file.")},
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        help_text=_(
            "A CSV file as you downloaded it; for councillors the XML file of Modern.gov; for contacts a CSV file or "
            "an Excel workbook. Nothing is written before you have looked it over."
        ),
    )
    extract_on = DateField(
        label=_("Day of the file"),
        required=False,
        year=Year.LAST,
        widget=AdminDateInput,
        help_text=_(
            "What people told us after this day stands against the file. Leave it empty to take the day from the "
            "file's name, or else today."
        ),
    )
    whole = forms.BooleanField(
        label=_("This is the whole list: end appointments that it no longer has"),
        required=False,
        help_text=_("For appointments and councillors. You see who ends before anything is written."),
    )
    council = forms.CharField(
        label=_("Council"),
        required=False,
        max_length=255,
        help_text=_("For councillors: the council's name. Leave it empty if there is only one."),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:
            raise forms.ValidationError(
                _("This file has more than 300 MB. Split it, or ask for a smaller extract."), code="large"
            )
        if file.size == 0:
            raise forms.ValidationError(_("The file is empty (0 bytes). Download or save it again."), code="empty")
        return file

    def clean_extract_on(self) -> date | None:
        day: date | None = self.cleaned_data["extract_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Enter the day on which the file was made."))
        return day

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("kind") == ImportKind.CONTACTS and self.cleaned_data.get("file"):
            try:
                with on_disk(self.cleaned_data["file"]) as path:
                    header_of(path)
            except UnreadableFile as error:
                self.add_error("file", str(error))
        return self.cleaned_data

    @property
    def options(self) -> dict[str, Any]:
        kind = self.cleaned_data["kind"]
        given: dict[str, Any] = {}
        if kind in (ImportKind.GOVERNANCE, ImportKind.COUNCILLORS) and self.cleaned_data["whole"]:
            given["whole"] = True
        if kind == ImportKind.COUNCILLORS and self.cleaned_data["council"].strip():
            given["council"] = self.cleaned_data["council"].strip()
        return given


@contextmanager
def on_disk(file: "UploadedFile[bytes]") -> Iterator[Path]:
    """An uploaded file as a path, since readers go through a file more than once."""
    with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)


class ColumnsForm(forms.Form):
    """One choice for each column of a sheet. The names of its fields are the numbers of the columns."""

    def __init__(self, *args: Any, header: Header, suggested: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        field_of = {column: field for field, column in suggested.items()}
        choices = [("", _("Not read")), *FIELDS.items()]
        for number, name in enumerate(header.names):
            if name:
                self.fields[f"column-{number}"] = forms.ChoiceField(
                    label=name, choices=choices, required=False, initial=field_of.get(name, "")
                )

    def rows(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """(bound field, first values) for each column that has a name."""
        for number, name in enumerate(self.header.names):
            if name:
                yield self[f"column-{number}"], self.header.samples[number]

    def clean(self) -> dict[str, Any]:
        self.columns: dict[str, str] = {}
        for key, field in list(self.cleaned_data.items()):
            name = self.header.names[int(key.partition("-")[2])]
            if field in self.columns:
                self.add_error(key, _("Another column has this meaning already. Choose one of them."))
            elif field:
                self.columns[field] = name
        if not self.errors and lacking(self.columns):
            raise forms.ValidationError(
                gettext("Say which column has the e-mail addresses, or at least which has the names.")
            )
        return self.cleaned_data
