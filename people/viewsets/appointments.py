"""The officer's list of appointments, and the forms for joiners, leavers and corrections."""

from typing import Any

import django_filters
from django.db.models import Q
from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from people import operations
from people.enums import OrganisationKind, Role, Source
from people.forms import AppointmentForm, JoinerForm
from people.list_exports import SafeExport
from people.models import Appointment, Person
from people.models.appointment import AppointmentQuerySet
from people.names import folded
from people.queries import organisations_called
from people.viewsets.editing import NeverThese, OperationCreateView, OperationEditView


class AppointmentFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("Term"),
        method="by_state",
        choices=[("current", _("Now")), ("ended", _("Ended")), ("coming", _("Not yet"))],
    )
    organisation = django_filters.CharFilter(label=_("Organisation (name, URN or UID)"), method="by_organisation")
    kind = django_filters.ChoiceFilter(
        label=_("Kind of organisation"), field_name="organisation__kind", choices=OrganisationKind.choices
    )
    ward = django_filters.CharFilter(label=_("Ward"), method="by_ward")

    class Meta:
        model = Appointment
        fields = ["state", "role", "source", "organisation", "kind", "ward"]

    def by_state(self, queryset: AppointmentQuerySet, name: str, value: str) -> AppointmentQuerySet:
        today = timezone.localdate()
        if value == "current":
            return queryset.current(today)
        if value == "ended":
            return queryset.filter(ends_on__lt=today)
        return queryset.filter(starts_on__gt=today)

    def by_organisation(self, queryset: AppointmentQuerySet, name: str, value: str) -> AppointmentQuerySet:
        return queryset.filter(organisation__in=organisations_called(value).values("pk"))

    def by_ward(self, queryset: AppointmentQuerySet, name: str, value: str) -> AppointmentQuerySet:
        return queryset.filter(Q(ward__icontains=value) | Q(organisation__ward__icontains=value))


class AppointmentIndexView(SafeExport, IndexView):
    default_ordering = "-pk"  # by name would sort a quarter of a million rows for 20 of them

    def get_base_queryset(self) -> AppointmentQuerySet:
        appointments: AppointmentQuerySet = super().get_base_queryset()
        return appointments.standing().select_related("person__canonical", "organisation")

    def search_queryset(self, queryset: AppointmentQuerySet) -> AppointmentQuerySet:
        """A name, however it is spelt; a school; a GID."""
        if not self.is_searching:
            return queryset
        words = self.search_query.strip()
        people = Person.objects.all()
        for word in folded(words).split():
            people = people.filter(match_name__contains=word)
        return queryset.filter(
            Q(person__in=people.values("pk"))
            | Q(organisation__in=organisations_called(words).values("pk"))
            | Q(gid=words)
        )


class AppointmentCreateView(OperationCreateView[Appointment]):
    plain_form = JoinerForm
    page_title = _("Add somebody to a board")
    success_message = _("%(object)s: added.")

    def get_initial(self) -> dict[str, Any]:
        return {"organisation": self.request.GET.get("organisation", "")}

    def write(self, form: Form) -> Appointment | None:
        said = form.cleaned_data
        joiner = operations.Joiner(
            title=said["title"],
            given_name=said["given_name"],
            family_name=said["family_name"],
            address=said["address"],
            share=said["share"],
            somebody_else=said["somebody_else"],
        )
        term = operations.Term(role=Role(said["role"]), starts_on=said["starts_on"], ends_on=said["ends_on"])
        try:
            return operations.add_appointment(
                organisation=said["organisation"],
                joiner=joiner,
                term=term,
                by=self.request.user,
                source=Source.OFFICER,
                now=timezone.now(),
            )
        except operations.AddressTaken as taken:
            form.add_error(
                "address",
                _(
                    "This address belongs to %(name)s. Is it the same person? Write the name as it is there. Do they "
                    "share it? Tick the box below."
                )
                % {"name": taken.holder},
            )
            return None
        except operations.NamesakeOnBoard as there:
            words = _("%(names)s sits on this board already. Is it somebody else? Then tick the box.")
            form.add_error("somebody_else", words % {"names": ", ".join(there.names)})
            return None

    def get_success_url(self) -> str:
        return reverse("people:inspect", args=[self.object.person.canonical_id])


class AppointmentEditView(OperationEditView[Appointment]):
    plain_form = AppointmentForm
    queryset = Appointment.objects.standing()
    success_message = _("%(object)s: corrected. What we held before is kept.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in ("role", "starts_on", "ends_on")}

    def write(self, form: Form) -> Appointment:
        operations.correct_appointment(
            appointment=self.object,
            by=self.request.user,
            source=Source.OFFICER,
            now=timezone.now(),
            **{name: form.cleaned_data[name] for name in ("role", "starts_on", "ends_on")},
        )
        return Appointment.objects.get(pk=self.object.pk)

    def get_success_url(self) -> str:
        return reverse("people:inspect", args=[self.object.person.canonical_id])


def correct_link(row: Appointment) -> SafeString:
    return format_html(
        '<a href="{}">{}<span class="w-sr-only">: {}</span></a>',
        reverse("appointment:edit", args=[row.pk]),
        _("Correct or end"),
        row.person,
    )


class AppointmentViewSet(ModelViewSet):
    model = Appointment
    icon = "tag"
    menu_label = _("Appointments")
    permission_policy = NeverThese(Appointment, never=["delete"])  # a term ends; its record stays
    index_view_class = AppointmentIndexView
    add_view_class = AppointmentCreateView
    edit_view_class = AppointmentEditView
    filterset_class = AppointmentFilter
    search_fields = ["gid"]
    form_fields: list[str] = []
    copy_view_enabled = False
    list_export = [
        "person",
        "get_role_display",
        "organisation",
        "organisation.urn",
        "starts_on",
        "ends_on",
        "get_source_display",
        "gid",
    ]
    export_headings = {
        "get_role_display": _("Role"),
        "organisation.urn": _("URN"),
        "get_source_display": _("Source"),
    }
    export_filename = "appointments"
    list_display = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor=lambda row: row.person.canonical,
            get_url=lambda row: reverse("people:inspect", args=[row.person.canonical_id]),
        ),
        Column("get_role_display", label=_("Role")),
        Column("organisation", label=_("Organisation")),
        Column("starts_on", label=_("From"), sort_key=None),
        Column("ends_on", label=_("Until")),
        Column("get_source_display", label=_("Source")),
        Column("gid", label=_("GID")),
        Column("correct", label="", accessor=correct_link),
    ]
