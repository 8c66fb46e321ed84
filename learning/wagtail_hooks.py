from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from learning.models import Briefing
from learning.panels import BriefingsPanel
from learning.views import joining
from learning.viewsets import BriefingGroup
from people.menus import PermittedMenuItem


@hooks.register("register_admin_viewset")
def briefings():
    return BriefingGroup()


@hooks.register("register_admin_urls")
def joining_urls():
    return [
        path("duplicates/", joining.duplicates, name="duplicates"),
        path("duplicates/<num:one>/<num:other>/", joining.compare_people, name="compare_people"),
        path("duplicates/of/<num:pk>/", joining.find_double, name="find_double"),
        path("joined/", joining.joined_records, name="joined_records"),
        path("joined/<num:pk>/", joining.part_record, name="part_record"),
    ]


@hooks.register("register_reports_menu_item")
def duplicates_menu_item():
    return PermittedMenuItem(
        _("Possible duplicates"),
        reverse("duplicates"),
        icon_name="copy",
        order=650,
        permission=joining.RIGHT,
    )


@hooks.register("before_delete_page")
def keep_modules_that_were_given(request, page):
    """A module that stands in a briefing is part of the record. It can be unpublished."""
    if Briefing.objects.filter(module_id=page.pk).exists():
        messages.error(request, _("This module was given as a briefing, so it is kept. You can unpublish it."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("construct_homepage_panels")
def show_briefings(request, panels):
    if request.user.has_perm("learning.view_briefing"):
        panels.append(BriefingsPanel())


@hooks.register("insert_global_admin_css")
def style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def small_updates():
    return format_html('<script src="{}" defer></script>', static("django_htmx/htmx-2.min.js"))
