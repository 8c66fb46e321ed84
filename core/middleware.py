"""Headers of every answer, from what its address says of itself (core/routes.py)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from core.routes import PRIVATE, Route, route_of

# What no page of ours asks of a browser, so that nothing that got into one could.
NEVER_ASKED_FOR = (
    "accelerometer", "browsing-topics", "display-capture", "geolocation", "gyroscope", "hid",
    "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip


def permissions_policy(*, camera: bool) -> str:
    return ", ".join([f"camera={'(self)' if camera else '()'}", *(f"{name}=()" for name in NEVER_ASKED_FOR)])


class CompressPages(GZipMiddleware):
    """Pages travel compressed, about a third of their size. Films do not: a range of one has to stay that range."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class RouteHeaders:
    """What may be kept, indexed, told to the next page, and asked of the browser.

    It stands before the other middleware, so that their redirects and refusals pass through it too. A session is told
    by its cookie and never read: a page that does not look at the session costs no query for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.get("Content-Encoding") == "None":
            del response["Content-Encoding"]  # Wagtail writes the word when a document has no encoding
        route = _route(request)
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        elif route is None or route.is_private or _has_session(request, response):
            response.headers.setdefault("Cache-Control", "no-store")
        if route and route.is_private:
            # Not "no-referrer": browsers then send "Origin: null" with a form, which no check against forgery passes.
            # "strict-origin" keeps the path, and so the token, to itself just as well.
            response.headers.setdefault("Referrer-Policy", "strict-origin")
            response["X-Robots-Tag"] = "noindex, nofollow"
        response["Permissions-Policy"] = permissions_policy(camera=bool(route and route.uses_camera))
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


def _route(request: HttpRequest) -> Route | None:
    """A page's own word before that of the address that serves all pages. An address that says nothing is private.

    None where nothing matches: static files, which say themselves how long they are kept, and addresses to which a
    slash is added.
    """
    of_page = getattr(request, "route", None)
    if isinstance(of_page, Route):
        return of_page
    match = request.resolver_match
    return (route_of(match.func) or PRIVATE) if match else None


def _has_session(request: HttpRequest, response: HttpResponseBase) -> bool:
    name = settings.SESSION_COOKIE_NAME
    return name in request.COOKIES or name in response.cookies
