"""What every address says of itself, and what is made of it.

A view carries a `Route` as its attribute `route`; the decorators below put it there, on functions and on classes. The
headers (core/middleware.py), the access rules (accounts/middleware.py), the logs (core/log_filters.py) and the proxy's
rules (`manage.py proxy_log_rules`) are all read from it, so that no lower layer keeps a list of the addresses above it.

Page classes carry theirs as `page_route`, since Wagtail's pages have a method called `route`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_http_methods

AnyView = Callable[..., Any]
View = TypeVar("View", bound=AnyView)
SEE_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
EXPORTS = ("csv", "xlsx")  # Wagtail's `?export=` on any of its lists


def never(request: HttpRequest) -> bool:
    return False


def always(request: HttpRequest) -> bool:
    return True


def on_post(request: HttpRequest) -> bool:
    return request.method == "POST"


def takes_a_list_out(request: HttpRequest) -> bool:
    """Whether a list of the admin leaves as a spreadsheet."""
    return request.GET.get("export") in EXPORTS


@dataclass(frozen=True)
class Route:
    """How all answers of one address are treated, its refusals included."""

    is_private: bool = False
    has_token: bool = False
    is_unlogged: bool = False
    needs_code: bool = False
    needs_second_factor: bool = False
    needs_it_fresh: Callable[[HttpRequest], bool] = never
    is_opened_fresh: bool = False  # the page of the form asks already, so that filling it in may take a while
    largest_body: int = 0
    takes_it_from: tuple[str, ...] = ()
    form_page: Callable[[dict[str, Any]], str] | None = None
    uses_camera: bool = False


PUBLIC = Route()
PRIVATE = Route(is_private=True)


def route_of(view: Any) -> Route | None:
    """Return what a view, or the class behind it, says of itself; None if it says nothing."""
    for carrier in (view, getattr(view, "view_class", None)):
        route = getattr(carrier, "route", None)
        if isinstance(route, Route):
            return route
    return None


def _say(view: View, **changes: Any) -> View:
    if not isinstance(getattr(view, "route", PUBLIC), Route):
        raise TypeError(f"{view!r} has another attribute called route. A page class says page_route instead.")
    view.route = replace(route_of(view) or PUBLIC, **changes)  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """For everybody: a visitor's answer may be kept by browsers and caches."""
    return _say(view)


def private(view: View) -> View:
    """About somebody: never kept (`no-store`), never indexed, and no other page learns its path."""
    return _say(view, is_private=True)


def tokened(view: View) -> View:
    """Private, and what follows the fixed part of the path opens something, so no log may hold it.

    An address without a variable part hides its query instead.
    """
    return _say(view, is_private=True, has_token=True)


def unlogged(view: View) -> View:
    """Pages and films for pupils, parents and schools: nobody may read in an access log who watched what."""
    return _say(view, is_unlogged=True)


def uses_camera(view: View) -> View:
    """A page whose scripts may ask for the camera. On all others the browser refuses it, whatever runs there."""
    return _say(view, uses_camera=True)


def needs_code(view: View) -> View:
    """Private, and closed to a session that only the link in a message opened: messages are forwarded."""
    return _say(view, is_private=True, needs_code=True)


def needs_second_factor(*, fresh: Callable[[HttpRequest], bool] = never) -> Callable[[View], View]:
    """Private, and open to sessions with a second factor only, as the whole admin is.

    Where `fresh` says so, the factor must have been shown within the last minutes: for rights, bulk mail and whatever
    leaves as a file. For `?export=` that is so everywhere.
    """

    def needs_it_fresh(request: HttpRequest) -> bool:
        return takes_a_list_out(request) or fresh(request)

    def decorate(view: View) -> View:
        return _say(
            view,
            is_private=True,
            needs_code=True,
            needs_second_factor=True,
            needs_it_fresh=needs_it_fresh,
            is_opened_fresh=fresh is always,
        )

    return decorate


def takes_files(up_to: int, *, permissions: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Let a request be larger than others: `up_to` bytes, from whoever is signed in and holds one of `permissions`.

    With permissions it takes a session with a second factor too. From anybody else a request stays as small as
    everywhere (core/upload_limits.py).
    """
    return lambda view: _say(view, largest_body=up_to, takes_it_from=permissions)


def form_on(page: Callable[[dict[str, Any]], str]) -> Callable[[View], View]:
    """Name the page that a view's form stands on, from the view's keyword arguments.

    Whoever has to show more first comes back there, since the form's own address may take no GET.
    """
    return lambda view: _say(view, form_page=page)


# --- Addresses that others wrote --------------------------------------------------------------------------------------


def declare(
    patterns: list[URLPattern | URLResolver], decorator: Callable[[AnyView], AnyView]
) -> list[URLPattern | URLResolver]:
    """Declare every view in `patterns` that says nothing of itself. Changes the patterns in place, and returns them.

    Each gets a wrapper of its own, since a library may use one view at several addresses.
    """
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            declare(pattern.url_patterns, decorator)
        elif route_of(pattern.callback) is None:
            pattern.callback = decorator(_copy_of(pattern.callback))
    return patterns


def _copy_of(view: AnyView) -> AnyView:
    @wraps(view)
    def copy(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return copy


# --- All of them ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One address of the site: its pattern as Django writes it, and its view."""

    pattern: str
    view: AnyView
    name: str | None

    @property
    def route(self) -> Route | None:
        return route_of(self.view)

    @property
    def fixed_part(self) -> str:
        """The folders before the first variable part, with slashes at both ends: `/my/certificates/`."""
        folders = re.match(r"(?:[\w-]+/)*", self.pattern.replace("^", "").replace("\\Z", ""))
        return f"/{folders[0] if folders else ''}"


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Address]:
    """Yield every address of the site, those that others wrote too. Imports the URL configuration."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path)
        else:
            yield Address(path, pattern.callback, pattern.name)


def fixed_parts(wanted: Callable[[Route], bool]) -> list[str]:
    """Return the fixed parts of the addresses whose route is `wanted`, sorted, without those below another one."""
    found = sorted({address.fixed_part for address in addresses() if address.route and wanted(address.route)})
    return [part for part in found if not any(part != other and part.startswith(other) for other in found)]
