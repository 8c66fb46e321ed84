"""Each address says what it needs (core/routes.py); here it is asked for, before the view is called."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.access import what_is_missing
from accounts.sessions import SessionSignIn
from core.requests import Request
from core.routes import route_of


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
        return what_is_missing(request, route, kwargs) if route else None
