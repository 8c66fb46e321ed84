from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from people.requests import PersonRequest
from workshops.models import WorkshopSession
from workshops.views.officer import cancel_booking
from workshops.viewsets import WorkshopGroup


@hooks.register("register_admin_viewset")
def workshops() -> Any:
    return WorkshopGroup()


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("bookings/<num:pk>/cancel/", cancel_booking, name="cancel_booking")]


@hooks.register("before_delete_page")
def keep_workshops_that_were_booked(request: PersonRequest, page: Page) -> HttpResponseBase | None:
    """A workshop with sessions is part of the record. It can be unpublished."""
    if WorkshopSession.objects.filter(workshop_id=page.pk).exists():
        messages.error(request, _("This workshop has sessions, so it is kept. You can unpublish it."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
