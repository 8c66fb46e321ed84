from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.models import Page

from classrooms import operations
from classrooms.models import Showing
from classrooms.views import officer
from cms.models import AwarenessPage
from core.menus import PermittedMenuItem
from distribution.enums import Queue
from distribution.tasks import enqueue
from people.requests import PersonRequest

schools_menu = Menu(register_hook_name="register_schools_menu_item")


@hooks.register("register_admin_urls")
def officers_pages() -> list[URLPattern]:
    return [
        path("showings/", officer.showings, name="showing_figures"),
        path("school-requests/", officer.requests, name="school_requests"),
        path("school-requests/<num:pk>/", officer.decide, name="decide_school_request"),
        path("packs/", officer.packs, name="packs"),
        path("packs/<num:page_id>/make/", officer.make_pack, name="make_pack"),
        path("packs/<num:page_id>/withdraw/<num:version>/", officer.withdraw, name="withdraw_pack"),
    ]


@hooks.register("register_admin_menu_item")
def schools() -> MenuItem:
    return SubmenuMenuItem(_("Schools"), schools_menu, icon_name="group", name="schools", order=140)


@hooks.register("register_schools_menu_item")
def showings_item() -> MenuItem:
    url = reverse("showing_figures")
    return PermittedMenuItem(_("Showings"), url, icon_name="view", order=1, permission="classrooms.view_showing")


@hooks.register("register_schools_menu_item")
def requests_item() -> MenuItem:
    url, right = reverse("school_requests"), "classrooms.view_accessrequest"
    return PermittedMenuItem(_("Teachers who ask"), url, icon_name="user", order=2, permission=right)


@hooks.register("register_schools_menu_item")
def packs_item() -> MenuItem:
    return PermittedMenuItem(
        _("Offline packs"), reverse("packs"), icon_name="download", order=3, permission="cms.view_pack"
    )


@hooks.register("before_delete_page")
def keep_films_that_were_shown(request: PersonRequest, page: Page) -> HttpResponseBase | None:
    """A film that schools have shown is part of the record. It can be unpublished."""
    if isinstance(page.specific, AwarenessPage) and Showing.objects.filter(page_id=page.pk).exists():
        messages.error(request, _("Schools have shown this film, so its page is kept. You can unpublish it."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("after_unpublish_page")
def withdraw_its_packs(request: PersonRequest, page: Page) -> None:
    """A film that is taken off the shelf must not be shown from a stick either: who fetched a pack is told."""
    if isinstance(page.specific, AwarenessPage) and (newest := page.specific.packs.standing().first()):
        operations.withdraw_packs(
            page=page.specific,
            up_to=newest.version,
            because=_("The film is no longer published."),
            by=request.user,
            now=timezone.now(),
        )
        transaction.on_commit(lambda: enqueue(Queue.BULK))
