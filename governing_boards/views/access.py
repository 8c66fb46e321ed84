"""Who gets to a board: its clerk, its chair for some pages, and nobody else."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from governing_boards.boards import board_open_to


def signed_in_with_a_code(view: Callable) -> Callable:
    """Not signed in: to the sign-in page. By a link only: asked for a code, before we say whether there is a board."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        back_to = request.path if request.method in ("GET", "HEAD") else _page_of(kwargs)
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_request_login_code')}?next={back_to}")
        if not request.sign_in.is_more_than_a_link:
            return render(request, "account/needs_code.html", {"next": back_to}, status=403)
        return view(request, *args, **kwargs)

    return guarded


def _page_of(kwargs) -> str:
    """Where a form stood, since its own address may take no GET."""
    organisation_id = kwargs.get("organisation_id")
    return reverse("board", args=[organisation_id]) if organisation_id else reverse("boards")


def for_the_clerk(view: Callable) -> Callable:
    """The view gets the organisation in place of its number. Anybody but its clerk gets 404, and so does a guess."""
    return _with_board(view, chairs_too=False)


def for_clerk_and_chair(view: Callable) -> Callable:
    """The same for a page that the chair may see too; the view also gets `as_clerk`."""
    return _with_board(view, chairs_too=True)


def _with_board(view, *, chairs_too):
    @signed_in_with_a_code
    @wraps(view)
    def guarded(request, organisation_id, **kwargs):
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
