"""Who did what: shown to those with the right to see it, altered by nobody."""

from collections.abc import Iterable

import django_filters
from django.db.models import Model, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from core.filters import DateRangeFilter, SaysWhatItCannotRead
from people.audit.registry import codes_in, group_choices
from people.audit_trail import AuditLine, entries_about, lines_of
from people.list_exports import SafeExport
from people.models import AuditEntry, Person
from people.queries import people_called


class AuditFilter(WagtailFilterSet):
    timestamp = DateRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    group = django_filters.ChoiceFilter(label=_("What"), method="by_group", choices=group_choices)
    who = django_filters.CharFilter(label=_("Who did it (name or address)"), method="by_actor")
    about = django_filters.CharFilter(label=_("About whom (name or address)"), method="by_subject")

    class Meta:
        model = AuditEntry
        fields = ["timestamp", "group", "who", "about"]

    def by_group(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        return queryset.filter(action__in=codes_in(value))

    def by_actor(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        return queryset.filter(user__in=_records_called(value).values("pk"))

    def by_subject(self, queryset: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        return queryset.filter(pk__in=entries_about(_records_called(value)).values("pk"))


def _records_called(words: str) -> QuerySet[Person]:
    """People by name or address, with the records that were joined to them."""
    return Person.objects.filter(canonical__in=people_called(words).values("pk"))


def _when(line: AuditLine) -> str:
    return date_format(localtime(line.at), "j F Y, H:i:s")


class AuditReport(SaysWhatItCannotRead, SafeExport, ReportView):
    page_title = _("Who did what")
    header_icon = "history"
    index_url_name = "audit_report"
    index_results_url_name = "audit_report_results"
    model = AuditEntry
    filterset_class = AuditFilter
    permission_policy = ModelPermissionPolicy(AuditEntry)
    any_permission_required = ["view"]
    list_export = ["at", "who", "what", "about", "details"]
    export_headings = {
        "at": _("When"), "who": _("Who"), "what": _("What"), "about": _("About"), "details": _("Details"),
    }  # fmt: skip
    export_filename = "who-did-what"

    @property
    def columns(self) -> list[Column]:
        finder = AdminURLFinder(self.request.user)
        return [
            Column("at", label=_("When"), accessor=_when),
            Column("who", label=_("Who")),
            Column("what", label=_("What")),
            TitleColumn("about", label=_("About"), get_url=lambda line: line.row and finder.get_edit_url(line.row)),
            Column("details", label=_("Details")),
        ]

    def get_queryset(self) -> QuerySet[AuditEntry]:
        entries: QuerySet[AuditEntry] = AuditEntry.objects.all()
        return entries

    def get_table(self, object_list: Iterable[AuditEntry]) -> Table:
        return super().get_table([] if self.is_export else lines_of(object_list))

    def rows_of_export(self, rows: list[Model]) -> list[AuditLine]:
        return lines_of(row for row in rows if isinstance(row, AuditEntry))
