from pathlib import PurePath
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cms.file_responses import NOT_KEPT, PICTURES, serve_part, serve_stored
from cms.queries import film_and_whether_open, moved_pupil_page, picture_and_whether_open, pupil_page
from core.requests import Request
from core.routes import public, unlogged


@public
@require_safe
def film_file(request: Request, uuid: UUID, part: str) -> HttpResponseBase:
    """A part of a film that a module shows: public, as the modules are. Of any other film for staff only.

    Teachers get theirs from an address of their own, which asks who they are.
    """
    found = film_and_whether_open(uuid)
    if found is None:
        raise Http404
    film, is_open = found
    if not (is_open or (request.user.has_perm("cms.view_film") and request.sign_in.has_second_factor)):
        raise Http404
    return serve_part(request, film, part)


@public
@require_safe
def picture_file(request: Request, pk: int, size: str, name: str) -> HttpResponseBase:
    """A picture that a published module shows: public, as the module is. Any other for those in the admin only."""
    found = picture_and_whether_open(pk, size)
    if found is None:
        raise Http404
    rendition, is_open = found
    if not (is_open or _is_in_the_admin(request)):
        raise Http404
    return serve_stored(request, rendition.file, PICTURES[PurePath(rendition.file.name).suffix])


def _is_in_the_admin(request: Request) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin") and request.sign_in.has_second_factor


@unlogged
@public
@require_safe
def for_pupils(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A page for pupils. Nothing here looks at a session, so no cookie is set and nobody is known."""
    page = pupil_page(slug)
    if page is None and (moved := moved_pupil_page(slug)):
        return _leaves_nothing(redirect("for_pupils", moved.slug))
    if page is None:
        raise Http404
    return _leaves_nothing(render(request, "cms/pupil_page.html", {"page": page, "film": page.film}))


@unlogged
@public
@require_safe
def pupils_file(request: HttpRequest, slug: str, part: str) -> HttpResponseBase:
    page = pupil_page(slug)
    if page is None or page.film is None:
        raise Http404
    return _leaves_nothing(serve_part(request, page.film, part, kept=NOT_KEPT))


def _leaves_nothing(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = NOT_KEPT
    response["Referrer-Policy"] = "no-referrer"
    return response
