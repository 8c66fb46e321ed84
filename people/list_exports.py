"""What leaves a list of the admin as a spreadsheet: nothing in it runs, and who took what is kept.

That the second factor must be fresh is asked by the middleware, for Wagtail's own lists too.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.sheets import defused
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
        asked = self.request.GET.copy()
        asked.pop("export", None)
        if asked.get(SEARCH):
            asked[SEARCH] = "..."  # often somebody's name, which an audit record never holds
        record_audit(
            action="export",
            actor=self.request.user,
            detail=f"{self.request.path} as {spreadsheet_format}, {asked.urlencode() or 'all'}, {rows} rows",
            now=timezone.now(),
        )
        in_chunks = _InChunks(queryset) if isinstance(queryset, QuerySet) else queryset
        sheet: HttpResponseBase = super().as_spreadsheet(in_chunks, spreadsheet_format)
        return sheet


class _InChunks:
    """A list of a quarter of a million rows is not held in memory."""

    def __init__(self, queryset: QuerySet[Model]) -> None:
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self) -> Iterator[Model]:
        return self.queryset.iterator(chunk_size=CHUNK)
