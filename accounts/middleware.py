"""Each address says what it needs (core/routes.py); here it is asked for, before the view is called."""

from accounts.access import what_is_missing
from accounts.sessions import SessionSignIn
from core.routes import route_of


class AccessMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.sign_in = SessionSignIn(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        route = route_of(view)
        return what_is_missing(request, route, kwargs) if route else None
