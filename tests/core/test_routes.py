"""What a view says of itself, and what the headers make of it. All addresses: tests/config/test_addresses.py."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.views import View

from core import routes
from core.middleware import RouteHeaders
from core.routes import PRIVATE, PUBLIC, declare, route_of

# --- Decorators -------------------------------------------------------------------------------------------------------


def view(request, **kwargs):
    return HttpResponse("x")


def new_view():
    return lambda request: HttpResponse("x")


def test_decorators_add_up_in_any_order():
    both = route_of(routes.unlogged(routes.tokened(new_view())))
    assert both == route_of(routes.tokened(routes.unlogged(new_view())))
    assert (both.is_private, both.has_token, both.is_unlogged) == (True, True, True)


def test_a_view_class_says_it_for_its_views():
    @routes.needs_code
    class Something(View):
        pass

    assert route_of(Something.as_view()).needs_code
    assert route_of(Something.as_view()) == route_of(type("Other", (Something,), {}).as_view())


def test_a_page_class_cannot_be_declared_as_a_view():
    with pytest.raises(TypeError, match="page_route"):
        routes.public(type("Something", (), {"route": lambda self: None}))


def test_what_a_view_says_itself_stands_before_what_is_said_of_all():
    own, shared = routes.public(new_view()), new_view()
    patterns = declare([path("a/", own), path("b/", shared)], routes.private)
    assert [pattern.callback.route for pattern in patterns] == [PUBLIC, PRIVATE]
    assert route_of(shared) is None  # elsewhere it may be something else


@pytest.mark.parametrize(
    ("pattern", "fixed"),
    [
        ("l/<str:token>/", "/l/"),
        ("my/certificates/<str:code>/certificate.pdf", "/my/certificates/"),
        ("check/", "/check/"),
        (r"^schools/showings/showings\.(?P<kind>csv|xlsx)$", "/schools/showings/"),
        (r"documents/^(\d+)/(.*)$", "/documents/"),
        ("boards/<num:organisation_id>/download.<slug:file_type>", "/boards/"),
        ("<path:rest>", "/"),
        ("", "/"),
    ],
)
def test_the_fixed_part_of_an_address(pattern, fixed):
    assert routes.Address(pattern, view, None).fixed_part == fixed


# --- Headers ----------------------------------------------------------------------------------------------------------


def answer(*, route=None, cookies=(), **headers):
    def some_view(request):
        return HttpResponse("x", status=headers.pop("status", 200), headers=headers)

    some_view.route = route
    request = RequestFactory().get("/x/")
    request.COOKIES = dict.fromkeys(cookies, "x")
    request.resolver_match = SimpleNamespace(func=some_view)
    return RouteHeaders(some_view)(request)


def test_an_address_that_says_nothing_is_private():
    assert answer()["X-Robots-Tag"] == "noindex, nofollow" and answer()["Cache-Control"] == "no-store"


def test_a_public_answer_may_be_kept_by_a_visitor_and_not_by_anybody_signed_in(settings):
    assert "Cache-Control" not in answer(route=PUBLIC)
    assert answer(route=PUBLIC, cookies=[settings.SESSION_COOKIE_NAME])["Cache-Control"] == "no-store"
    assert "Cache-Control" not in answer(route=PUBLIC, cookies=["cg_browser", "csrftoken"])


@pytest.mark.parametrize("route", [PUBLIC, PRIVATE])
def test_what_a_view_says_of_its_own_answer_stands(route, settings):
    kept = {"Cache-Control": "private, max-age=60", "Referrer-Policy": "no-referrer"}
    found = answer(route=route, cookies=[settings.SESSION_COOKIE_NAME], **kept)
    assert {name: found[name] for name in kept} == kept


def test_static_files_say_themselves_how_long_they_are_kept(settings):
    """They match no address; whoever is signed in keeps them too."""
    kept = {"Cache-Control": "max-age=315360000, public, immutable"}
    request = RequestFactory().get("/static/css/admin.css")
    request.COOKIES = {settings.SESSION_COOKIE_NAME: "x"}
    response = RouteHeaders(lambda request: HttpResponse("x", headers=kept))(request)
    assert response["Cache-Control"] == kept["Cache-Control"] and "X-Robots-Tag" not in response.headers


@pytest.mark.parametrize("status", [400, 403, 404, 405, 416, 429, 500, 503])
def test_no_refusal_and_no_fault_is_kept(status):
    kept = {"Cache-Control": "public, max-age=60"}
    assert answer(route=PUBLIC, status=status, **kept)["Cache-Control"] == "no-store"


def test_the_answer_that_begins_a_session_is_not_kept(settings):
    def signs_in(request):
        response = HttpResponse("x")
        response.set_cookie(settings.SESSION_COOKIE_NAME, "x")
        return response

    request = RequestFactory().get("/x/")
    request.resolver_match = SimpleNamespace(func=routes.public(signs_in))
    assert RouteHeaders(signs_in)(request)["Cache-Control"] == "no-store"
