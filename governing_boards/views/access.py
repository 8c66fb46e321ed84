"""Who gets to a board: its clerk, its chair for some pages, and nobody else.

A code is asked for before we say whether there is a board.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from core.routes import form_on, needs_code
from governing_boards.access import board_open_to
from people.requests import PersonRequest

View = Callable[..., HttpResponseBase]


def page_of_form(kwargs: dict[str, Any]) -> str:
    """Return where a form stood: on the page of its board."""
    return reverse("board", args=[kwargs["organisation_id"]])


def for_the_clerk(view: View) -> View:
    """The view gets the organisation in place of its number. Anybody but its clerk gets 404, and so does a guess."""
    return _with_board(view, chairs_too=False)


def for_clerk_and_chair(view: View) -> View:
    """The same for a page that the chair may see too; the view also gets `as_clerk`."""
    return _with_board(view, chairs_too=True)


def _with_board(view: View, *, chairs_too: bool) -> View:
    @form_on(page_of_form)
    @needs_code
    @wraps(view)
    def guarded(request: PersonRequest, organisation_id: int, **kwargs: Any) -> HttpResponseBase:
        found = board_open_to(request.user, organisation_id, timezone.localdate())
        if found is None:
            raise Http404
        organisation, as_clerk = found
        if chairs_too:
            return view(request, organisation, as_clerk=as_clerk, **kwargs)
        if not as_clerk:
            raise Http404
        return view(request, organisation, **kwargs)

    return guarded
