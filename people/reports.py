"""Who did what: shown to those with the right to see it, altered by nobody."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from core.filters import DateRangeFilter, SaysWhatItCannotRead
from people.list_exports import SafeExport
from people.models import AuditRecord
from people.queries import people_called

KINDS = {
    "in": (_("Signing in"), Q(action__startswith="signed in")),
    "export": (_("Exports and downloads"), Q(action__startswith="export") | Q(action="download")),
    "send": (
        _("Sending"),
        Q(action__startswith="briefing")
        | Q(action__startswith="mailing")
        | Q(action__startswith="reminder")
        | Q(action__startswith="mail queue"),
    ),
    "rights": (_("Rights"), Q(action="rights changed")),
    "import": (_("Imports"), Q(action__startswith="import")),
    "board": (
        _("For the Board"),
        Q(action__startswith="board action")
        | Q(action__startswith="report")
        | Q(action__startswith="tabl")
        | Q(action="person erased")
        | Q(action="suppression lifted"),
    ),
    "people": (
        _("People and boards"),
        Q(action__in=["name corrected", "objected to messages", "objection withdrawn", "question answered"])
        | Q(action__startswith="address")
        | Q(action__startswith="appointment")
        | Q(action__startswith="records")
        | Q(action__startswith="organisation")
        | Q(action__startswith="seats"),
    ),
}


class AuditFilter(WagtailFilterSet):
    at = DateRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    kind = django_filters.ChoiceFilter(
        label=_("What"), method="by_kind", choices=[(key, label) for key, (label, _rule) in KINDS.items()]
    )
    who = django_filters.CharFilter(label=_("Who (name or address)"), method="by_person")
    detail = django_filters.CharFilter(label=_("Detail"), lookup_expr="icontains")

    class Meta:
        model = AuditRecord
        fields = ["at", "kind", "who", "detail"]

    def by_kind(self, queryset: QuerySet[AuditRecord], name: str, value: str) -> QuerySet[AuditRecord]:
        return queryset.filter(KINDS[value][1])

    def by_person(self, queryset: QuerySet[AuditRecord], name: str, value: str) -> QuerySet[AuditRecord]:
        return queryset.filter(actor__in=people_called(value).values("pk"))


class AuditReport(SaysWhatItCannotRead, SafeExport, ReportView):
    page_title = _("Who did what")
    header_icon = "history"
    index_url_name = "audit_report"
    index_results_url_name = "audit_report_results"
    filterset_class = AuditFilter
    permission_policy = ModelPermissionPolicy(AuditRecord)
    any_permission_required = ["view"]
    list_export = ["at", "actor", "action", "detail"]
    export_filename = "who-did-what"
    columns = [
        Column("at", label=_("When"), accessor=lambda row: date_format(localtime(row.at), "j F Y, H:i:s")),
        Column("actor", label=_("Who")),
        Column("action", label=_("What")),
        Column("detail", label=_("Detail")),
    ]

    def get_queryset(self) -> QuerySet[AuditRecord]:
        return AuditRecord.objects.select_related("actor")
