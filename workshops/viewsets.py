"""The officer's lists of workshops, sessions, bookings and invitations in the admin."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView, InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from core.texts import Text
from distribution.eligibility import reachable
from distribution.enums import DeliveryState
from people.enums import OrganisationKind
from people.list_exports import SafeExport
from people.viewsets.editing import LinkedToInspectView, NeverThese, OperationCreateView
from workshops import operations
from workshops.enums import Reply
from workshops.forms.officer import BookingByOfficerForm, SessionForm
from workshops.models import Booking, Invitation, WorkshopPage, WorkshopSession
from workshops.models.booking import BookingQuerySet
from workshops.operations import BookingClosed, CapacityBelowBooked, Colleague, NotTheirs
from workshops.queries import bookings_called, with_delivery_state
from workshops.tasks import enqueue_emails
from workshops.views import officer
from workshops.views.outcomes import outcome_in_words, promoted_in_words, told_in_words


class WorkshopListing(PageListingViewSet):
    model = WorkshopPage
    icon = "calendar"
    name = "workshop_pages"
    menu_label = _("Workshops")
    add_to_admin_menu = False


# --- Sessions -------------------------------------------------------------------------------------------------------


class SessionIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("workshop")

    def get_edit_url(self, instance: Any) -> str:
        return reverse("sessions:inspect", args=[instance.pk])


class SessionCreateView(CreateView):
    def get_initial(self) -> dict[str, Any]:
        chosen = self.request.GET.get("workshop", "")
        known = chosen.isdecimal() and WorkshopPage.objects.filter(id=chosen).exists()
        return {"workshop": chosen} if known else {}

    def get_success_url(self) -> str:
        return reverse("sessions:inspect", args=[self.object.pk])


class SessionEditView(EditView):
    """Whatever changes here that stands in people's calendars is told to them once, by the operation."""

    def form_valid(self, form: forms.Form) -> HttpResponseBase:
        try:
            return super().form_valid(form)
        except CapacityBelowBooked as below:
            words = _("%(n)s people have a place now. Choose %(n)s or more.") % {"n": below.booked}
            form.add_error("capacity", words)
            return self.form_invalid(form)

    def save_instance(self) -> Any:
        session = self.form.save(commit=False)
        self.changed = operations.change_session_facts(session=session, by=self.request.user, now=timezone.now())
        session.stewards.set(self.form.cleaned_data["stewards"])
        enqueue_emails()
        return session

    def get_success_message(self) -> str:
        """Who is told what: nothing is said of those whom nothing concerns."""
        words: list[Text] = [_("%(session)s: saved.") % {"session": self.object}]
        if self.changed.told:
            words.append(_("Those who have a place are told the new time or place:"))
            words.append(told_in_words(self.changed.told))
        words.append(promoted_in_words(self.changed.promoted))
        return " ".join(str(word) for word in words if word)

    def get_success_url(self) -> str:
        return reverse("sessions:inspect", args=[self.object.pk])


class SessionViewSet(LinkedToInspectView):
    model = WorkshopSession
    icon = "date"
    menu_label = _("Sessions")
    name = url_namespace = url_prefix = "sessions"
    permission_policy = NeverThese(WorkshopSession, never=["delete"])  # cancelled, so that everyone is told
    index_view_class = SessionIndexView
    add_view_class = SessionCreateView
    edit_view_class = SessionEditView
    inspect_view_enabled = True
    inspect_view_class = officer.SessionView
    copy_view_enabled = False
    search_fields = ["workshop__title", "label", "place"]
    list_display = [
        TitleColumn("workshop", label=_("Workshop"), get_url=lambda row: reverse("sessions:inspect", args=[row.pk])),
        Column("when_and_label", label=_("When")),
        Column("where", label=_("Where")),
        Column("places", label=_("Taken"), accessor=lambda row: f"{row.places_taken} / {row.capacity}"),
        DateColumn("cancelled_at", label=_("Cancelled")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("workshop"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("label")],
                heading=_("When"),
            ),
            MultiFieldPanel([FieldPanel("place"), FieldPanel("online_link")], heading=_("Where")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("capacity"), FieldPanel("ceiling_percent")]),
                    InlinePanel("allocations", heading=_("Places for kinds of organisations"), label=_("Kind")),
                ],
                heading=_("Places"),
            ),
            FieldPanel("stewards"),
        ],
        base_form_class=SessionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        actions = {
            "replies": officer.replies,
            "invite": officer.invite,
            "remind": officer.remind,
            "cancel": officer.cancel,
            "caterer": officer.caterer,
            "needs": officer.needs,
            "figures": officer.figures,
        }
        return super().get_urlpatterns() + [
            path(f"<num:pk>/{name}/", view, name=name) for name, view in actions.items()
        ]


# --- Bookings -------------------------------------------------------------------------------------------------------


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
        except NotTheirs:
            form.add_error("email", _("This address belongs to somebody of another organisation."))
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


# --- Invitations ----------------------------------------------------------------------------------------------------


class InvitationFilter(WagtailFilterSet):
    # By its number as a page: a number that no database could hold is then no workshop, and no error.
    workshop = django_filters.ModelChoiceFilter(
        label=_("Workshop"), queryset=WorkshopPage.objects.all(), to_field_name="id"
    )
    reply = django_filters.ChoiceFilter(label=_("Answer"), choices=Reply.choices)
    kind = django_filters.ChoiceFilter(
        label=_("Kind of organisation"), field_name="organisation__kind", choices=OrganisationKind.choices
    )

    class Meta:
        model = Invitation
        fields = ["workshop", "reply", "kind"]


class InvitationIndexView(SafeExport, IndexView):
    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[Any]:
        rows = super().get_base_queryset().with_replies()
        return rows.select_related("person__canonical", "organisation", "workshop")


def answer(row: Any) -> Text:
    return Reply(row.reply).label


class InvitationViewSet(ModelViewSet):
    model = Invitation
    icon = "mail"
    menu_label = _("Invitations")
    name = url_namespace = url_prefix = "invitations"
    permission_policy = NeverThese(Invitation, never=["add", "change", "delete"])
    index_view_class = InvitationIndexView
    filterset_class = InvitationFilter
    copy_view_enabled = False
    form_fields: list[str] = []
    search_fields = ["person__match_name", "organisation__name"]
    list_display = [
        Column("person", label=_("Person"), accessor=lambda row: row.person.canonical),
        Column("organisation", label=_("For")),
        Column("workshop", label=_("Workshop")),
        Column("reply", label=_("Answer"), accessor=answer),
        DateColumn("invited_at", label=_("Invited")),
        DateColumn("reminded_at", label=_("Reminded")),
    ]
    list_export = ["person", "organisation", "workshop", "reply", "invited_at", "reminded_at", "reminders"]
    export_filename = "invitations"


class WorkshopGroup(ViewSetGroup):
    menu_label = _("Workshops")
    menu_icon = "calendar"
    menu_order = 130
    items = (WorkshopListing(), SessionViewSet(), BookingViewSet(), InvitationViewSet())
