"""Every delivery, searchable: what became of one message to one person."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from distribution import mail_types
from distribution.enums import DeliveryState
from distribution.models import Delivery
from people.list_exports import SafeExport


class DeliveryFilter(WagtailFilterSet):
    address = django_filters.CharFilter(label=_("Address"), lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=DeliveryState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), field_name="mailing__kind", choices=mail_types.choices)

    class Meta:
        model = Delivery
        fields = ["address", "state", "kind"]


class DeliveryReport(SafeExport, ReportView):
    page_title = _("Deliveries")
    header_icon = "mail"
    index_url_name = "delivery_report"
    index_results_url_name = "delivery_report_results"
    filterset_class = DeliveryFilter
    permission_policy = ModelPermissionPolicy(Delivery)
    any_permission_required = ["view"]
    is_searchable = False
    columns = [
        Column("address", label=_("Address")),
        Column("mailing", label=_("Message")),
        Column("get_state_display", label=_("State")),
        DateColumn("state_at", label=_("Since")),
        Column("attempts", label=_("Attempts")),
    ]

    def get_queryset(self) -> QuerySet[Any]:
        return Delivery.objects.select_related("mailing").order_by("-pk")
