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
    def is_over(self) -> str:
        """Why a session of staff has come to its end, or nothing."""

    @property
    def has_second_factor(self) -> bool:
        """Whether it may open the admin."""

    def second_factor_was_shown(self, *, within: int = 1) -> bool:
        """Whether that was in the last minutes, or so many times as long: asked again before the gravest acts."""


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
