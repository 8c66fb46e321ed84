"""Form fields for dates and times: what people type is read by core/dates, or refused with the text kept.

Importing this module gives the same fields to every form that Wagtail makes of a model: its panels, viewsets, snippets
and the schedule of a page.
"""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import BaseRenderer
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin import widgets
from wagtail.admin.forms.models import register_form_field_override

from core.dates import BadDate, Year, in_words, read_date, read_datetime, read_time

HINT = _("For example, 31 8 2027 or 31 August 2027.")
DATE_FORMAT = "%d/%m/%Y"


class ReadsText(forms.Field):
    """A field whose text goes to `read()`. Values that are dates or times already go to Django's own field."""

    def read(self, text: str) -> date | time:
        """The value that a text means. Raises BadDate."""
        raise NotImplementedError

    def to_python(self, value: object) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return self.read(value)
        except BadDate as error:
            raise ValidationError(str(error), code="invalid")


class DateField(ReadsText, forms.DateField):
    """A day as people write it. `year`: which one is meant where none is written."""

    widget = forms.DateInput(format=DATE_FORMAT, attrs={"autocomplete": "off", "spellcheck": "false"})

    def __init__(self, *, year: Year = Year.ASK, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.year = year

    def read(self, text: str) -> date:
        return read_date(text, today=timezone.localdate(), year=self.year)


class DateTimeField(ReadsText, forms.DateTimeField):
    """A moment as people write it, by their own clock. Forms that ask for one are about what is to come."""

    def __init__(self, *, year: Year = Year.NEXT, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.year = year

    def read(self, text: str) -> datetime:
        zone = timezone.get_current_timezone()
        return read_datetime(text, today=timezone.localdate(), zone=zone, year=self.year)


class TimeField(ReadsText, forms.TimeField):
    """A time of day as people write it."""

    def read(self, text: str) -> time:
        return read_time(text)


# --- In the admin ---------------------------------------------------------------------------------------------------


class InWords(forms.Widget):
    """The value that is stored is written out below the field, so that a slip is seen ("Tuesday 1 December 2026")."""

    def render(
        self, name: str, value: object, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        if not isinstance(value, date | time):  # nothing, or what somebody typed and we refused
            return field
        return format_html('{}<p class="help" data-in-words-of="{}">{}</p>', field, name, in_words(value))


class AdminDateInput(InWords, widgets.AdminDateInput):
    pass


class AdminDateTimeInput(InWords, widgets.AdminDateTimeInput):
    pass


class AdminTimeInput(InWords, widgets.AdminTimeInput):
    pass


register_form_field_override(models.DateField, override={"form_class": DateField, "widget": AdminDateInput})
register_form_field_override(models.DateTimeField, override={"form_class": DateTimeField, "widget": AdminDateTimeInput})
register_form_field_override(models.TimeField, override={"form_class": TimeField, "widget": AdminTimeInput})
