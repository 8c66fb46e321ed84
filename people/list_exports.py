"""What leaves a list of the admin as a spreadsheet: nothing in it runs, and who took what is kept.

That the second factor must be fresh is asked by the middleware, for Wagtail's own lists too.
"""

from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from core.sheets import defused
from people.audit.actions import LIST_EXPORTED
from people.audit.registry import filters_of
from people.operations import record_audit

CHUNK = 2000


class SafeExport:
    """For a ReportView or IndexView, before it in the list of bases. A list that names no columns exports nothing."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.is_export = self.is_export and bool(self.list_export)

    def preprocess_field_value(self, field, value, export_format):
        found = super().preprocess_field_value(field, value, export_format)
        return defused(found) if isinstance(found, str) else found

    def as_spreadsheet(self, queryset, spreadsheet_format):
        rows = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        record_audit(
            action=LIST_EXPORTED,
            about=queryset.model if isinstance(queryset, QuerySet) else self.model,
            by=self.request.user,
            data={"file_type": spreadsheet_format, "filters": self._narrowed_by(), "rows": rows},
            now=timezone.now(),
        )
        if isinstance(queryset, QuerySet):
            queryset = _InChunks(queryset, self.rows_of_export)
        return super().as_spreadsheet(queryset, spreadsheet_format)

    def _narrowed_by(self) -> dict:
        narrowed = filters_of(self.filters.form) if self.filters and self.filters.form.is_valid() else {}
        return {**narrowed, "search": None} if getattr(self, "is_searching", False) else narrowed

    def rows_of_export(self, rows: list) -> list:
        """What stands in the file for some of the rows: anything with the attributes of `list_export`."""
        return rows


class _InChunks:
    """A list of a quarter of a million rows is not held in memory."""

    def __init__(self, queryset, rows_of_export):
        self.queryset, self.model, self.rows_of_export = queryset, queryset.model, rows_of_export

    def __iter__(self):
        rows = self.queryset.iterator(chunk_size=CHUNK)
        while some := list(islice(rows, CHUNK)):
            yield from self.rows_of_export(some)
