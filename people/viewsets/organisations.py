"""The officer's list of schools, trusts and agencies, with who is known on each board today."""

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from people import operations
from people.audit.actions import ORGANISATION_ADDED, ORGANISATION_CHANGED
from people.directory import SCHOOLS, CountedOrganisation, schools_without_a_known_governor, with_board_counts
from people.enums import OrganisationStatus, Phase
from people.forms import OrganisationForm
from people.list_exports import SafeExport
from people.models import Organisation
from people.viewsets.editing import NeverThese, SaysDates


class OrganisationFilter(WagtailFilterSet):
    known = django_filters.ChoiceFilter(
        label=_("Governors"), method="by_known", choices=[("none", _("School without any known governor"))]
    )
    ward = django_filters.CharFilter(label=_("Ward"), lookup_expr="icontains")
    authority_code = django_filters.CharFilter(label=_("Authority (its number)"))

    class Meta:
        model = Organisation
        fields = ["known", "kind", "phase", "status", "ward", "authority_code"]

    def by_known(self, queryset: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        return queryset.filter(pk__in=schools_without_a_known_governor(timezone.localdate()).values("pk"))


class OrganisationIndexView(SafeExport, IndexView):
    default_ordering = ("name", "pk")

    def get_base_queryset(self) -> QuerySet[CountedOrganisation]:
        return with_board_counts(super().get_base_queryset(), timezone.localdate())


class OrganisationCreateView(SaysDates, CreateView):
    def save_instance(self) -> Organisation:
        self.form.instance.recorded_at = now = timezone.now()
        row: Organisation = super().save_instance()
        operations.record_audit(action=ORGANISATION_ADDED, about=row, by=self.request.user, now=now)
        return row


class OrganisationEditView(SaysDates, EditView):
    def save_instance(self) -> Organisation:
        now = timezone.now()
        operations.snapshot_organisations([self.object.pk], now=now)
        row: Organisation = super().save_instance()
        columns = ["successor" if name == "carried_on_by" else name for name in self.form.changed_data]
        operations.record_audit(
            action=ORGANISATION_CHANGED, about=row, by=self.request.user, data={"fields": columns}, now=now
        )
        return row


def kind_in_words(row: Organisation) -> str:
    words = [row.get_kind_display()]
    if row.phase != Phase.NOT_APPLICABLE:
        words.append(row.get_phase_display())
    if row.status != OrganisationStatus.OPEN:
        words.append(row.get_status_display())
    return ", ".join(str(word) for word in words)


def governors_in_words(row: CountedOrganisation) -> str:
    """Known today; of how many seats, where that is known. A school of which we know none stands out."""
    known = str(row.governors)
    if not row.governors and row.kind in SCHOOLS:
        known = format_html('<strong class="w-text-critical-200">{}</strong>', _("None known"))
    if row.board_size is None:
        return known
    vacant = max(0, row.board_size - row.governors)
    seats = _("of %(size)s seats, %(vacant)s vacant") % {"size": row.board_size, "vacant": vacant}
    return format_html("{}<br><small>{}</small>", known, seats)


def board_link(row: Organisation) -> SafeString:
    url = f"{reverse('appointment:index')}?organisation={row.urn or row.uid or row.name}"
    return format_html('<a href="{}">{}</a>', url, _("See"))


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "home"
    menu_label = _("Organisations")
    permission_policy = NeverThese(Organisation, never=["delete"])
    index_view_class = OrganisationIndexView
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    filterset_class = OrganisationFilter
    search_fields = ["name", "urn", "uid", "postcode"]
    copy_view_enabled = False
    list_export = ["name", "get_kind_display", "urn", "uid", "ward", "get_status_display", "governors", "clerks"]
    export_headings = {
        "get_kind_display": _("Kind"),
        "get_status_display": _("Status"),
        "governors": _("Governors known today"),
        "clerks": _("Clerks"),
    }
    export_filename = "organisations"
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor=kind_in_words),
        Column("ward", label=_("Ward")),
        Column("urn", label=_("URN")),
        Column("governors", label=_("Governors known today"), accessor=governors_in_words),
        Column("clerks", label=_("Clerks")),
        Column("board", label=_("Board"), accessor=board_link),
    ]

    def get_form_class(self, for_update: bool = False) -> type[OrganisationForm]:
        return OrganisationForm
