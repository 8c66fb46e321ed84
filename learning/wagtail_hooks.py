from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from learning.panels import BriefingsPanel
from learning.viewsets import BriefingGroup


@hooks.register("register_admin_viewset")
def briefings():
    return BriefingGroup()


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
