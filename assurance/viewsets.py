"""The officer's lists: what the Board asked for, and the reports that were published."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from assurance import operations
from assurance.forms import BoardActionForm
from assurance.models import BoardAction, PublishedReport
from assurance.views import coverage, exports, reports
from people.viewsets.editing import NeverThese, SaysDates


class Recorded(SaysDates):
    """Written by the operation, so that who recorded or changed it is kept."""

    def save_instance(self) -> Any:
        row = self.form.save(commit=False)
        operations.record_action(action=row, by=self.request.user, now=timezone.now())
        self.form.save_m2m()
        return row

    def get_success_url(self) -> str:
        return reverse("boardaction:coverage", args=[self.object.pk])


class BoardActionCreateView(Recorded, CreateView):
    pass


class BoardActionEditView(Recorded, EditView):
    pass


class BoardActionIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("audience")


class BoardActionViewSet(ModelViewSet):
    model = BoardAction
    name = url_namespace = "boardaction"
    url_prefix = "board-actions"
    icon = "clipboard-list"
    menu_label = _("Board actions")
    permission_policy = NeverThese(BoardAction, never=["delete"])
    add_view_class = BoardActionCreateView
    edit_view_class = BoardActionEditView
    index_view_class = BoardActionIndexView
    copy_view_enabled = False
    list_display = [
        TitleColumn("text", label=_("What was asked"), accessor=lambda row: row.text[:120],
                    get_url=lambda row: reverse("boardaction:coverage", args=[row.pk])),
        Column("board", label=_("Board")),
        DateColumn("meeting_on", label=_("Meeting")),
        Column("minute_reference", label=_("Minute")),
        DateColumn("due_on", label=_("To be answered by")),
    ]  # fmt: skip
    search_fields = ["board", "text", "minute_reference"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel(n) for n in ("board", "meeting_on", "minute_reference", "asked_by", "text", "due_on")],
                heading=_("What was asked"),
            ),
            MultiFieldPanel(
                [FieldPanel(n) for n in ("audience", "briefings", "workshops", "films", "documents")],
                heading=_("What answers it"),
            ),
        ],
        base_form_class=BoardActionForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<num:pk>/coverage/", coverage.coverage, name="coverage"),
            path("<num:pk>/schools/", coverage.schools, name="schools"),
            path("<num:pk>/seats/", coverage.seats, name="seats"),
            path("<num:pk>/count/", coverage.count_again, name="count_again"),
            path("<num:pk>/report/", coverage.write_report, name="write_report"),
            path("<num:pk>/seats.<slug:file_type>", exports.seats, name="seats_export"),
            path("<num:pk>/schools.<slug:file_type>", exports.schools, name="schools_export"),
        ]


class PublishedReportIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().select_related("action").defer("pdf", "body", "figures")


class PublishedReportViewSet(ModelViewSet):
    model = PublishedReport
    name = url_namespace = "publishedreport"
    url_prefix = "published-reports"
    icon = "doc-full"
    menu_label = _("Published reports")
    permission_policy = NeverThese(PublishedReport, never=["add", "change", "delete"])
    index_view_class = PublishedReportIndexView
    form_fields: list[str] = []
    copy_view_enabled = False
    list_display = [
        TitleColumn("title", label=_("Report"), accessor=str,
                    get_url=lambda row: reverse("publishedreport:audit", args=[row.number])),
        Column("action", label=_("Board action")),
        DateColumn("as_at", label=_("As at")),
        DateColumn("published_at", label=_("Published")),
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<num:number>/audit/", reports.audit, name="audit")]


class BoardGroup(ModelViewSetGroup):
    menu_label = _("For the Board")
    menu_icon = "clipboard-list"
    menu_order = 130
    items = (BoardActionViewSet(), PublishedReportViewSet())
