"""What leaves a list of the admin as a spreadsheet: nothing in it runs, and who took what is kept.

That the second factor must be fresh is asked by the middleware.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.sheets import sheet_response
from people.audit.actions import LIST_EXPORTED
from people.audit.registry import filters_of
from people.operations import record_audit

CHUNK = 2000
SEARCH = "q"  # Wagtail's own parameter for what somebody searches


class SafeExport(SpreadsheetExportMixin):
    """For a ReportView or IndexView, before it in the list of bases. A list that names no columns exports nothing.

    The sheet says what it is a list of, as at when, and what it was narrowed by.
    """

    export_of: type[Model] | None = None  # whose list it is, as the log says it, where the view names no model
    in_chunks = True  # not for a view that adds something to each row of its queryset

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export: bool = self.is_export and bool(self.list_export)

    def as_spreadsheet(self, queryset: QuerySet[Model] | Sequence[object], spreadsheet_format: str) -> HttpResponseBase:
        now = timezone.now()
        rows = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        record_audit(
            action=LIST_EXPORTED,
            about=self.export_of or (queryset.model if isinstance(queryset, QuerySet) else self.model),
            by=self.request.user,
            data={"file_type": spreadsheet_format, "filters": self._narrowed_by(), "rows": rows},
            now=now,
        )
        head = [*self._head(now), [], [self.get_heading(queryset, field) for field in self.list_export]]
        return sheet_response(
            chain(head, self._cells(queryset, spreadsheet_format)),
            file_type=spreadsheet_format,
            file_name=self.get_filename(),
            title=str(self.get_page_title()),
            bold_rows=(1, len(head)),
        )

    def _head(self, now: datetime) -> list[list[str]]:
        at = date_format(timezone.localtime(now), "j F Y, H:i")
        return [
            [str(self.get_page_title())],
            [_("As at"), _("%(moment)s. All times are UK time.") % {"moment": at}],
            [_("Shown"), "; ".join(self._narrowed_in_words()) or _("All")],
        ]

    def _cells(self, queryset: QuerySet[Model] | Sequence[object], file_type: str) -> Iterator[list[object]]:
        rows: Iterable[object] = queryset
        if self.in_chunks and isinstance(queryset, QuerySet):
            rows = _in_chunks(queryset, self.rows_of_export)
        for row in rows:
            yield [self._cell(field, value, file_type) for field, value in self.to_row_dict(row).items()]

    def _cell(self, field: str, value: object, file_type: str) -> object:
        own = self.custom_field_preprocess.get(field, {}).get(file_type)
        if own:
            return own(value)
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def _narrowed_by(self) -> dict[str, str | int | None]:
        narrowed = filters_of(self.filters.form) if self.filters and self.filters.form.is_valid() else {}
        return {**narrowed, "search": None} if self.request.GET.get(SEARCH) else narrowed

    def _narrowed_in_words(self) -> Iterator[str]:
        if self.filters and self.filters.form.is_valid():
            form = self.filters.form
            for name in form.changed_data:
                yield f"{form.fields[name].label}: {_value_in_words(form.fields[name], form.cleaned_data[name])}"
        if words := self.request.GET.get(SEARCH):
            yield f"{_('Search')}: {words}"

    def rows_of_export(self, rows: list[Model]) -> Sequence[object]:
        """What stands in the file for some of the rows: anything with the attributes of `list_export`."""
        return rows


def _value_in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, slice):  # a range of days
        days = (date_format(timezone.localtime(at), "j F Y") if at else "…" for at in (value.start, value.stop))
        return _("%(first)s to %(last)s") % dict(zip(("first", "last"), days, strict=True))
    if isinstance(value, QuerySet | list | tuple):
        return ", ".join(_value_in_words(field, one) for one in value)
    labels = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
    return str(labels.get(value, value))


def _in_chunks(
    queryset: QuerySet[Model], rows_of_export: Callable[[list[Model]], Sequence[object]]
) -> Iterator[object]:
    """A list of a quarter of a million rows is not held in memory."""
    rows = queryset.iterator(chunk_size=CHUNK)
    while batch := list(islice(rows, CHUNK)):
        yield from rows_of_export(batch)
