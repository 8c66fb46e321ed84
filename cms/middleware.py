"""Moved addresses, and what the admin answers when a page refuses to be published."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from cms.models import PublishingRefused
from cms.queries import moved_address

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class MovedPages(RedirectMiddleware):
    """Wagtail's redirects, and those of whatever lies below a page that moved: steps, and pages unpublished then."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code != 404:
            return response
        moved: HttpResponseBase = super().process_response(request, response)
        if moved.status_code == 404 and (address := moved_address(request)):
            moved = HttpResponsePermanentRedirect(address)
        if moved.status_code == 404 or _leads_to_itself(request, moved):
            return response
        # A browser that kept it would go round in circles once the page has its first address back.
        moved["Cache-Control"] = "no-cache"
        return moved


def _leads_to_itself(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A page that has its first address back, and is not published or has no such step."""
    return unquote(urlsplit(response["Location"]).path).rstrip("/") == request.path.rstrip("/")


class SayWhyNotPublished:
    """Answer a refusal with its reasons on the page's own editor, wherever in the admin it was to be published.

    Wagtail's views of approvals, bulk actions and copies have no place for a page that says no.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PublishingRefused) or not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        words = _("“%(page)s” was not published. %(reasons)s")
        words %= {"page": exception.page.title, "reasons": " ".join(exception.messages)}
        match = request.resolver_match
        if match and match.url_name == "wagtail_bulk_action":  # one transaction for all that was chosen
            words = f"{words} {_('Nothing else that you chose was published either.')}"
        messages.error(request, words)
        url = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # the window in which an approver comments
            return JsonResponse({"step": "success", "redirect": url})
        return redirect(url)
