"""The officer's list of invitations."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from core.texts import Text
from people.enums import OrganisationKind
from people.list_exports import SafeExport
from people.viewsets.editing import NeverThese
from workshops.enums import Reply
from workshops.models import Invitation, WorkshopPage


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
