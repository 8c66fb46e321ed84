"""What leaves a list of the admin as a spreadsheet: nothing in it runs, and who took what is kept.

That the second factor must be fresh is asked by the middleware, for Wagtail's own lists too.
"""

from django.db.models import QuerySet
from django.utils import timezone

from core.sheets import defused
from people.operations import record_audit

CHUNK = 2000
SEARCH = "q"  # Wagtail's own parameter for what somebody searches


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
        if isinstance(queryset, QuerySet):
            queryset = _InChunks(queryset)
        return super().as_spreadsheet(queryset, spreadsheet_format)


class _InChunks:
    """A list of a quarter of a million rows is not held in memory."""

    def __init__(self, queryset):
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self):
        return self.queryset.iterator(chunk_size=CHUNK)
