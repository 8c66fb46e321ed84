"""The officer's list of bookings."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from core.texts import Text
from distribution.eligibility import reachable
from distribution.enums import DeliveryState
from people.enums import OrganisationKind
from people.list_exports import SafeExport
from people.viewsets.editing import NeverThese, OperationCreateView
from workshops import operations
from workshops.forms.officer import BookingByOfficerForm
from workshops.models import Booking
from workshops.models.booking import BookingQuerySet
from workshops.operations import BookingClosed, Colleague
from workshops.queries import bookings_called, with_delivery_state
from workshops.tasks import enqueue_emails
from workshops.views.outcomes import outcome_in_words


class BookingFilter(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind of organisation"), choices=OrganisationKind.choices)
    came = django_filters.ChoiceFilter(
        label=_("On the day"), method="by_attendance", choices=[("yes", _("Came")), ("no", _("Did not come"))]
    )

    class Meta:
        model = Booking
        fields = ["session", "state", "kind", "came"]

    def by_attendance(self, queryset: BookingQuerySet, name: str, value: Any) -> BookingQuerySet:
        if value == "yes":
            return queryset.filter(attendance__isnull=False)
        return queryset.confirmed().filter(attendance=None, session__ends_at__lte=timezone.now())


def message_state(row: Any) -> Text:
    state = getattr(row, "delivery_state", None)
    return DeliveryState(state).label if state else _("No message")


def minutes_there(row: Any) -> int | str:
    attendance = getattr(row, "attendance", None)
    return "" if attendance is None else attendance.minutes


class BookingIndexView(SafeExport, IndexView):
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset()
        return with_delivery_state(rows.select_related("session__workshop", "organisation", "attendance"))

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return bookings_called(queryset, self.search_query) if self.is_searching else queryset


class BookingCreateView(OperationCreateView[Booking]):
    plain_form = BookingByOfficerForm
    page_title = _("Book for somebody")

    def get_initial(self) -> dict[str, Any]:
        return {"session": self.request.GET.get("session", "")}

    def get_success_message(self, instance: Any) -> str:
        return outcome_in_words(self.booked, emailed=bool(reachable([instance.principal])))

    def write(self, form: forms.Form) -> Booking | None:
        said = form.cleaned_data
        colleague = Colleague(said["given_name"], said["family_name"], said["email"])
        try:
            found = operations.book(
                session=said["session"], person=None, organisation=said["organisation"], by=self.request.user,
                now=timezone.now(), colleagues=[colleague], most=None,
            )  # fmt: skip
        except BookingClosed as closed:
            form.add_error("session", str(closed))
        else:
            enqueue_emails()
            self.booked = found[0]
            return self.booked.booking
        return None

    def get_success_url(self) -> str:
        return reverse("bookings:inspect", args=[self.object.pk])


class BookingView(InspectView):
    template_name = "workshops/officer/booking.html"
    page_title = _("Booking")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        letters = row.letters.select_related("mailing").order_by("pk")
        return {
            **super().get_context_data(**kwargs),
            "booking": row,
            "attendance": getattr(row, "attendance", None),
            "scans": row.scans.select_related("by"),
            "passed_over": row.passed_over.select_related("promoted"),
            "letters": [(letter, letter.mailing.deliveries.filter(person=row.person).first()) for letter in letters],
            "may_change": self.request.user.has_perm("workshops.change_booking"),
        }


class BookingViewSet(ModelViewSet):
    model = Booking
    icon = "tick-inverse"
    menu_label = _("Bookings")
    name = url_namespace = url_prefix = "bookings"
    permission_policy = NeverThese(Booking, never=["delete", "change"])  # changed by what is done, never by hand
    index_view_class = BookingIndexView
    add_view_class = BookingCreateView
    inspect_view_enabled = True
    inspect_view_class = BookingView
    copy_view_enabled = False
    filterset_class = BookingFilter
    form_fields: list[str] = []
    search_fields = ["name"]
    list_display = [
        TitleColumn("name", label=_("Name"), get_url=lambda row: reverse("bookings:inspect", args=[row.pk])),
        Column("organisation", label=_("Organisation")),
        Column("session", label=_("Session")),
        Column("get_state_display", label=_("State")),
        Column("message", label=_("Last message"), accessor=message_state),
        Column("attendance", label=_("Minutes there"), accessor=minutes_there),
    ]  # fmt: skip
    # What people need is in no export.
    list_export = ["name", "organisation", "get_kind_display", "session", "get_state_display", "queued_at",
                   "confirmed_at", "cancelled_at", "walked_in"]  # fmt: skip
    export_headings = {"get_kind_display": _("Kind of organisation"), "get_state_display": _("State")}
    export_filename = "bookings"
