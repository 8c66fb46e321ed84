"""A request as our views get it: how its session was opened, and what was looked up for it already."""

from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar

from django.http import HttpRequest

from core.routes import Route


class SignIn(Protocol):
    """How the session of a request was opened (docs/decisions/0006)."""

    @property
    def is_more_than_a_link(self) -> bool:
        """Whether a code or a passkey opened it, and not just the link in a message."""

    @property
    def has_second_factor(self) -> bool:
        """Whether it may open the admin."""

    @property
    def second_factor_is_fresh(self) -> bool:
        """Whether the second factor was shown within the last minutes: asked for again before the gravest acts."""


class Request(HttpRequest):
    """What our middleware adds: accounts/middleware.py says how the session was opened."""

    sign_in: SignIn
    route: Route  # only on pages: what the class of the page says (cms/wagtail_hooks.py)


Found = TypeVar("Found")


def once(request: HttpRequest, key: Hashable, look_up: Callable[[], Found]) -> Found:
    """What `look_up` finds, looked up once for a request, however many blocks of its page ask."""
    kept = request.__dict__.setdefault("_looked_up", {})
    if key not in kept:
        kept[key] = look_up()
    found: Found = kept[key]
    return found
