"""What any layer may ask of a request: how its session was opened (accounts/middleware.py), and what its page is."""

from typing import Protocol

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
    """A request as our views get it."""

    sign_in: SignIn
    route: Route  # only on pages: what the class of the page says (cms/wagtail_hooks.py)
