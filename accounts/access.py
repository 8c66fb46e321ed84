"""What an address needs of whoever asks for it (core/routes.py), and what they are answered who do not have it yet.

How far a session gets is decision 6: docs/decisions/0006-links-codes-and-second-factor.md.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.requests import Request
from core.routes import Route, private, public
from people.models import Person
from people.queries import has_enrolled_second_factor

FILLED_IN_WITHIN = 3  # times what a second factor stays fresh for: half an hour


def what_is_missing(request: Request, route: Route, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Return the answer that asks for what the session lacks, or None if it has all that the address needs.

    `kwargs` are those of the view. No query where the address needs nothing.
    """
    if not route.needs_code:
        return None
    back_to = page_behind(request, route, kwargs)
    if not request.user.is_authenticated:
        return redirect_to_login(back_to, reverse("account_request_login_code"))
    if not request.sign_in.is_more_than_a_link:
        return ask_for_code(request, back_to)
    if not route.needs_second_factor:
        return None
    if not request.sign_in.has_second_factor:
        return ask_for_second_factor(request, back_to)
    if route.needs_it_fresh(request) and not _is_fresh_enough(request, route):
        return redirect_to_login(back_to, reverse("account_reauthenticate"))
    return None


def _is_fresh_enough(request: Request, route: Route) -> bool:
    """What somebody typed on a page that asked for the factor is not lost because typing took a while."""
    was_asked = route.is_opened_fresh and request.method == "POST"
    return request.sign_in.second_factor_was_shown(within=FILLED_IN_WITHIN if was_asked else 1)


def page_behind(request: Request, route: Route, kwargs: dict[str, Any]) -> str:
    """Where somebody comes back to once they have shown more; a form's own address may take no GET."""
    if route.form_page and request.method not in ("GET", "HEAD"):
        return route.form_page(kwargs)
    return request.get_full_path()


def ask_for_code(request: Request, back_to: str) -> HttpResponse:
    """A session that an e-mailed link opened must end before a stronger one can begin; its owner presses for it."""
    return render(request, "account/needs_code.html", {"next": back_to}, status=403)


def ask_for_second_factor(request: Request, back_to: str) -> HttpResponse:
    """To show it, or to set one up first."""
    assert isinstance(request.user, Person), "nobody else has a session with a first factor"
    if has_enrolled_second_factor(request.user):
        return redirect_to_login(back_to, reverse("account_reauthenticate"))
    messages.info(request, _("That page needs a second step. Add a passkey or an authenticator app here."))
    return redirect("mfa_index")


def part_of_sign_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For visitors on their way in, and for nobody whom a link let in already: see `ask_for_code`."""

    @private
    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.sign_in.is_more_than_a_link:
            return ask_for_code(request, request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


@public
def to_sign_in(request: Request) -> HttpResponseBase:
    """In place of Wagtail's own ways in, which ask for a password: nobody has one."""
    return redirect(settings.LOGIN_URL)
