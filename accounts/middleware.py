"""Each address says what it needs (core/routes.py); here it is asked for, before the view is called."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from accounts import operations
from accounts.access import page_behind, what_is_missing
from accounts.devices import device_of
from accounts.sessions import SEEN, SessionSignIn
from core.requests import Request
from core.routes import Route, route_of
from people.models import Person

NOTED_EVERY = 60  # seconds: a session row is written no oftener than that
KEY = "noted_key"  # in the session: under which key it was noted
# The editor asks by itself who else has the page open: nobody is there because of that.
ASKED_BY_SCRIPTS = {"wagtailadmin_editing_sessions:ping"}


class AccessMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.sign_in = SessionSignIn(request)
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        route = route_of(view)
        if route is None:
            return None
        return _what_has_ended(request, route, kwargs) or what_is_missing(request, route, kwargs)


def _what_has_ended(request: Request, route: Route, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """Note that a session is in use, or end it. Public pages read no session for it."""
    in_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if not (route.is_private and in_session and request.user.is_authenticated):
        return None
    if why := request.sign_in.is_over:
        back_to = page_behind(request, route, kwargs)
        logout(request)
        messages.info(request, why)
        return redirect_to_login(back_to, reverse("account_request_login_code"))
    if request.resolver_match and request.resolver_match.view_name not in ASKED_BY_SCRIPTS:
        _note(request)
    return None


def _note(request: Request) -> None:
    now, session = time.time(), request.session
    assert isinstance(request.user, Person) and session.session_key, "asked of sessions in which somebody is signed in"
    if session.get(KEY) == session.session_key and now - session.get(SEEN, 0) < NOTED_EVERY:
        return
    session[SEEN], session[KEY] = int(now), session.session_key
    operations.note_session(
        person=request.user,
        session_key=session.session_key,
        device=device_of(request.headers.get("User-Agent", "")),
        now=timezone.now(),
    )
