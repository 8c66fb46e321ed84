from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import register_snippet

from cms.models import AwarenessPage, Film, ModulePage, PublishingRefused, SupportContact
from cms.panels import OverduePagesPanel, StaleContactsPanel
from cms.publishing import overdue_revisions
from cms.queries import stale_contacts
from cms.tasks import enqueue_packs
from cms.viewsets import ContentGroup, film_uploads
from core.requests import Request
from core.routes import PRIVATE

register_snippet(ContentGroup)


@hooks.register("before_serve_page", order=-1)  # before those that answer in the page's place
def say_what_the_page_is(page: Page, request: Request, _args: Any, _kwargs: Any) -> None:
    """All pages share one address. The headers ask the request first (core/middleware.py)."""
    request.route = getattr(page, "page_route", PRIVATE)


@hooks.register("construct_homepage_panels")
def remind_of_contacts(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("cms.change_supportcontact"):
        without_words = list(SupportContact.objects.without_words_for_pupils())
        panels.append(StaleContactsPanel(stale_contacts(timezone.localdate()), without_words))


@hooks.register("construct_homepage_panels")
def name_pages_that_are_late(request: HttpRequest, panels: list[Component]) -> None:
    if PagePermissionPolicy().user_has_permission(request.user, "change"):
        panels.append(OverduePagesPanel(overdue_revisions(timezone.now())))


@hooks.register("before_delete_snippet")
def keep_what_is_used(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """A film that a module shows stays: taking it away would leave learners before an empty step."""
    for film in instances:
        if isinstance(film, Film) and (count := ReferenceIndex.get_references_to(film).count()):
            messages.error(
                request,
                _("“%(film)s” is used in %(count)s places. Take it out there first.") % {"film": film, "count": count},
            )
            return redirect("wagtailsnippets_cms_film:list")
    return None


@hooks.register("register_admin_urls")
def film_urls() -> list[URLPattern]:
    return [path("films/<num:pk>/uploads/", film_uploads, name="film_uploads")]


@hooks.register("after_publish_page")
def make_its_pack(request: HttpRequest, page: Page) -> None:
    """At once; pages that are published by a date or an approval are found by the schedule."""
    if isinstance(page.specific, AwarenessPage):
        transaction.on_commit(enqueue_packs)


@hooks.register("before_copy_page")
def copy_nothing_live_that_is_not_fit(request: HttpRequest, page: Page) -> None:
    """A page published before there was a rule may break it. Its copy can be made as a draft."""
    if request.method != "POST" or not (request.POST.get("publish_copies") or request.POST.get("alias")):
        return
    pages = Page.objects.descendant_of(page, inclusive=True).live().type(ModulePage, AwarenessPage)
    if not request.POST.get("copy_subpages"):
        pages = pages.filter(pk=page.pk)
    for each in pages.specific():
        if reasons := each.why_not_published:
            raise PublishingRefused(each, reasons)
