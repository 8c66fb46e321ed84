from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms.models import ModulePage
from core.dates import in_words
from core.menus import PermittedMenuItem
from learning.panels import BriefingsPanel
from learning.queries import briefings_concerned, enrolment_for, modules_given
from learning.views import merging
from learning.views.mine import being_updated
from learning.viewsets import BriefingGroup
from people.requests import PersonRequest

KEPT = gettext_lazy("A module that was given as a briefing is kept. You can unpublish it.")


@hooks.register("register_admin_viewset")
def briefings() -> Any:
    return BriefingGroup()


@hooks.register("register_admin_urls")
def joining_urls() -> list[URLPattern]:
    return [
        path("duplicates/", merging.duplicates, name="duplicates"),
        path("duplicates/<num:one>/<num:other>/", merging.compare_people, name="compare_people"),
        path("duplicates/of/<num:pk>/", merging.find_double, name="find_double"),
        path("joined/", merging.merged_records, name="merged_records"),
        path("joined/<num:pk>/", merging.unmerge_record, name="unmerge_record"),
    ]


@hooks.register("register_reports_menu_item")
def duplicates_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Possible duplicates"),
        reverse("duplicates"),
        icon_name="copy",
        order=650,
        permission=merging.RIGHT,
    )


@hooks.register("before_serve_page")
def say_that_it_is_being_updated(
    page: Page, request: PersonRequest, _args: Any, _kwargs: Any
) -> HttpResponseBase | None:
    """A module that is not published, to somebody who was asked to do it. To everybody else it does not exist."""
    if isinstance(page, ModulePage) and not page.live and request.user.is_authenticated:
        enrolment = enrolment_for(request.user, page)
        return being_updated(request, page, enrolment) if enrolment else None
    return None


# --- Modules that were given as a briefing ----------------------------------------------------------------------------


@hooks.register("before_delete_page")
def keep_modules_that_were_given(request: PersonRequest, page: Page) -> HttpResponseBase | None:
    """A module that stands in a briefing is part of the record. It can be unpublished."""
    if modules_given([page]).exists():
        messages.error(request, KEPT)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_them_in_bulk(request: PersonRequest, action_type: str, objects: Any, action: Any) -> HttpResponseBase | None:
    if action_type == "delete" and action.model is Page and modules_given(objects).exists():
        messages.error(request, KEPT)
        return redirect(action.next_url)
    return None


@hooks.register("after_publish_page")
def warn_of_its_expiry(request: PersonRequest, page: Page) -> None:
    """Nobody is asked before a page expires, so it is said when the date is set."""
    for concerned in briefings_concerned([page]) if page.expire_at else ():
        words = ngettext(
            "This module will be unpublished on %(day)s. %(n)s person has been asked to do it by %(due)s.",
            "This module will be unpublished on %(day)s. %(n)s people have been asked to do it by %(due)s.",
            concerned.asked,
        )
        days = {"day": in_words(timezone.localdate(page.expire_at)), "due": in_words(concerned.briefing.due_on)}
        messages.warning(request, words % {**days, "n": concerned.asked})


@hooks.register("construct_homepage_panels")
def show_briefings(request: PersonRequest, panels: list[Component]) -> None:
    if request.user.has_perm("learning.view_briefing"):
        panels.append(BriefingsPanel())
