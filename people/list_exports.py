"""What leaves a list of the admin as a spreadsheet: nothing in it runs, and who took what is kept.

That the second factor must be fresh is asked by the middleware, for Wagtail's own lists too.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.sheets import defused
from people.audit.actions import LIST_EXPORTED
from people.audit.registry import filters_of
from people.operations import record_audit

CHUNK = 2000
SEARCH = "q"  # Wagtail's own parameter for what somebody searches


class SafeExport(SpreadsheetExportMixin):
    """For a ReportView or IndexView, before it in the list of bases. A list that names no columns exports nothing."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export: bool = self.is_export and bool(self.list_export)

    def preprocess_field_value(self, field: str, value: object, export_format: str) -> object:
        found = super().preprocess_field_value(field, value, export_format)
        return defused(found) if isinstance(found, str) else found

    def as_spreadsheet(self, queryset: QuerySet[Model] | Sequence[object], spreadsheet_format: str) -> HttpResponseBase:
        rows = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        record_audit(
            action=LIST_EXPORTED,
            about=queryset.model if isinstance(queryset, QuerySet) else self.model,
            by=self.request.user,
            data={"file_type": spreadsheet_format, "filters": self._narrowed_by(), "rows": rows},
            now=timezone.now(),
        )
        in_chunks = _InChunks(queryset, self.rows_of_export) if isinstance(queryset, QuerySet) else queryset
        sheet: HttpResponseBase = super().as_spreadsheet(in_chunks, spreadsheet_format)
        return sheet

    def _narrowed_by(self) -> dict[str, str | int | None]:
        narrowed = filters_of(self.filters.form) if self.filters and self.filters.form.is_valid() else {}
        return {**narrowed, "search": None} if self.request.GET.get(SEARCH) else narrowed

    def rows_of_export(self, rows: list[Model]) -> Sequence[object]:
        """What stands in the file for some of the rows: anything with the attributes of `list_export`."""
        return rows


class _InChunks:
    """A list of a quarter of a million rows is not held in memory."""

    def __init__(self, queryset: QuerySet[Model], rows_of_export: Callable[[list[Model]], Sequence[object]]) -> None:
        self.queryset, self.model, self.rows_of_export = queryset, queryset.model, rows_of_export

    def __iter__(self) -> Iterator[object]:
        rows = self.queryset.iterator(chunk_size=CHUNK)
        while some := list(islice(rows, CHUNK)):
            yield from self.rows_of_export(some)
