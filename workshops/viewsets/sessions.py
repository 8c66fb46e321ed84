"""The officer's list of sessions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from core.texts import Text
from people.viewsets.editing import LinkedToInspectView, NeverThese
from workshops import operations
from workshops.forms.officer import SessionForm
from workshops.models import WorkshopPage, WorkshopSession
from workshops.operations import CapacityBelowBooked
from workshops.tasks import enqueue_emails
from workshops.views import day_sheets, officer
from workshops.views.outcomes import promoted_in_words, told_in_words


class WorkshopListing(PageListingViewSet):
    model = WorkshopPage
    icon = "calendar"
    name = "workshop_pages"
    menu_label = _("Workshops")
    add_to_admin_menu = False


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
            "caterer": day_sheets.caterer,
            "needs": day_sheets.needs,
            "figures": day_sheets.figures,
        }
        return super().get_urlpatterns() + [
            path(f"<num:pk>/{name}/", view, name=name) for name, view in actions.items()
        ]
