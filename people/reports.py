"""Who did what: shown to those with the right to see it, altered by nobody."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from people.models import AuditRecord


class AuditFilter(WagtailFilterSet):
    action = django_filters.CharFilter(label=_("What"), lookup_expr="icontains")
    detail = django_filters.CharFilter(label=_("Detail"), lookup_expr="icontains")

    class Meta:
        model = AuditRecord
        fields = ["action", "detail"]


class AuditReport(ReportView):
    page_title = _("Who did what")
    header_icon = "history"
    index_url_name = "audit_report"
    index_results_url_name = "audit_report_results"
    filterset_class = AuditFilter
    permission_policy = ModelPermissionPolicy(AuditRecord)
    any_permission_required = ["view"]
    columns = [
        DateColumn("at", label=_("When")),
        Column("actor", label=_("Who")),
        Column("action", label=_("What")),
        Column("detail", label=_("Detail")),
    ]

    def get_queryset(self):
        return AuditRecord.objects.select_related("actor")
