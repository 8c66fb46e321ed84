"""Signing out, and the browsers in which somebody is signed in."""

from allauth.account import views as account
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import operations
from core.requests import Request
from core.routes import SEE_AND_POST, needs_code, private
from distribution.links import BROWSER_COOKIE
from people.requests import PersonRequest


@private
def sign_out(request: Request) -> HttpResponseBase:
    """Whoever sits at this browser next is nobody to us: links that were opened in it ask for a code."""
    was_in = request.user.is_authenticated
    response: HttpResponseBase = account.logout(request)
    if was_in and not request.user.is_authenticated:
        operations.unbind_browser(browser=request.COOKIES.get(BROWSER_COOKIE, ""))
        response.delete_cookie(BROWSER_COOKIE)
    return response


@needs_code
@SEE_AND_POST
def my_sign_ins(request: PersonRequest) -> HttpResponseBase:
    """Where one is signed in. The session that a link alone opened may neither see nor end others."""
    here, now = request.session.session_key, timezone.now()
    others = [row for row in operations.open_sessions(request.user, now) if row.session_key != here]
    if request.method == "POST":
        wanted = request.POST.get("end", "")
        ended = others if wanted == "others" else [row for row in others if str(row.pk) == wanted]
        count = operations.close_sessions(sessions=ended)
        words = ngettext("Signed out in %(count)s other place.", "Signed out in %(count)s other places.", count)
        messages.success(request, words % {"count": count} if count else _("That one was signed out already."))
        return redirect("my_sign_ins")
    own = get_object_or_404(request.user.open_sessions, session_key=here)
    return render(request, "accounts/my_sign_ins.html", {"here": own, "others": others})
