"""Imports in the menu, and their addresses under /admin/imports/."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from people import import_views
from people.menus import PermittedMenuItem


class ImportViewSet(ViewSet):
    name = "imports"
    icon = "download"
    menu_label = _("Imports")

    def get_menu_item(self, order=None):
        return PermittedMenuItem(
            self.menu_label, self.menu_url, name="imports", icon_name=self.icon, order=order,
            permission="people.view_importrun",
        )  # fmt: skip

    def get_urlpatterns(self):
        return [
            path("", import_views.index, name="index"),
            path("new/", import_views.new, name="new"),
            path("<num:pk>/", import_views.run_page, name="run"),
            path("<num:pk>/columns/", import_views.columns, name="columns"),
            path("<num:pk>/progress/", import_views.progress, name="progress"),
            path("<num:pk>/answers/", import_views.answers, name="answers"),
            path("<num:pk>/forget/", import_views.forget, name="forget"),
            path("<num:pk>/write/", import_views.write, name="write"),
            path("<num:pk>/discard/", import_views.discard, name="discard"),
            path("<num:pk>/undo/", import_views.undo, name="undo"),
            path("<num:pk>/lines.csv", import_views.download, name="download"),
        ]
