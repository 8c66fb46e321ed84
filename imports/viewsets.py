"""Imports in the menu, and their addresses under /admin/imports/."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSetGroup

from core.menus import PermittedMenuItem
from imports import views
from people.viewsets import AppointmentViewSet, AuthorityViewSet, OrganisationViewSet, PersonViewSet


class ImportViewSet(ViewSet):
    name = "imports"
    icon = "download"
    menu_label = _("Imports")

    def get_menu_item(self, order: int | None = None) -> PermittedMenuItem:
        return PermittedMenuItem(
            self.menu_label,
            self.menu_url,
            name="imports",
            icon_name=self.icon,
            order=order,
            permission="imports.view_importrun",
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.index, name="index"),
            path("new/", views.new, name="new"),
            path("<num:pk>/", views.run_page, name="run"),
            path("<num:pk>/columns/", views.columns, name="columns"),
            path("<num:pk>/progress/", views.progress, name="progress"),
            path("<num:pk>/answers/", views.answers, name="answers"),
            path("<num:pk>/forget/", views.forget, name="forget"),
            path("<num:pk>/write/", views.write, name="write"),
            path("<num:pk>/discard/", views.discard, name="discard"),
            path("<num:pk>/undo/", views.undo, name="undo"),
            path("<num:pk>/lines.csv", views.download, name="download"),
        ]


class DirectoryGroup(ModelViewSetGroup):
    """The directory in the menu: what people/ keeps, and the imports that fill it."""

    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 250
    items = (PersonViewSet(), OrganisationViewSet(), AppointmentViewSet(), ImportViewSet(), AuthorityViewSet())
