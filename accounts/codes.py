"""Signing in by a code: asking for one, asking again, typing it, and what the pages say of each.

What was asked for last in this browser is kept in its session under ASKED, beside allauth's own state of the sign-in.
It outlives that state, so that the page can say what became of the code: run out, or ended by wrong tries. allauth
keeps one code for each browser, and we count one for each address: only the newest works. Known and unknown addresses
are treated alike throughout.

ASKED holds: `address`; `code`, the identity of the code (accounts/code_counts.py); `shown`, how it's written on the
page where we know whose it is without having been told it (masked for who holds a link), else empty; `person`, whose
code it is (None: nobody's); `at`, seconds; `count`, codes asked for so far; `writable`; `refused` and `refused_until`;
`ended`.
"""

import time
from datetime import UTC, datetime
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts import operations
from accounts.code_counts import TRIES, Refused, key_of_address, new_code, take_try, tries_left, use_code
from accounts.limits import TooMany, clock, count_one, network_of
from accounts.tasks import enqueue_codes
from core.requests import Request
from distribution.eligibility import takes_sign_in_mail
from distribution.queries import mail_queue_is_paused
from people.models import Person

ASKED = "code_asked"
TIME = "time"  # what ended a code, beside those of Refused


def ask(request: Request, *, address: str, person: Person | None, shown: str = "") -> None:
    """A code for `person` to `address`, if there is somebody to sign in. Raises TooMany.

    `shown`, if given, says that the address is known to be theirs, and how to write it on the page.
    """
    count_one(request, address)
    begin(request, address=address, person=person, shown=shown)


def begin(request: Request, *, address: str, person: Person | None, shown: str = "") -> None:
    """The same once the code has been counted. The code before it, if any, stops working."""
    now, before = timezone.now(), request.session.get(ASKED, {})
    again = before.get("address") == address and before.get("shown") == shown
    clear_login(request)
    process = LoginCodeVerificationProcess.initiate(request=request, user=person, email=address)
    operations.request_code(person=person, address=address, code=process.code, now=now)
    transaction.on_commit(enqueue_codes)
    request.session[ASKED] = {
        "address": address,
        "code": new_code(key=key_of_address(address), now=now),
        "shown": shown,
        "person": person and person.pk,
        "at": time.time(),
        "count": before["count"] + 1 if again else 1,
        "writable": takes_sign_in_mail(address),
    }


def ask_again(request: Request) -> None:
    """Another code like the last one of this browser; if that's too many for now, note it for the page."""
    asked = request.session[ASKED]
    person = Person.objects.filter(pk=asked["person"], is_active=True).first() or _whose(asked["address"])
    try:
        ask(request, address=asked["address"], person=person, shown=asked["shown"])
    except TooMany as refused:
        note_refusal(request, refused)


def _whose(address: str) -> Person | None:
    found = Person.objects.select_related("canonical").filter(email=address, is_active=True).first()
    found = found and (found.canonical)
    return found if found and found.is_active else None


def note_refusal(request: Request, refused: TooMany) -> None:
    words = {"refused": str(refused), "refused_until": refused.again_at.timestamp()}
    request.session[ASKED] = {**request.session[ASKED], **words}


def forget(request: Request) -> None:
    """Neither a code nor what was asked for: this browser starts afresh."""
    clear_login(request)
    request.session.pop(ASKED, None)


def is_pending(request: Request) -> bool:
    """Whether allauth waits in this browser for a code, in time or not."""
    stage = get_pending_stage(request)
    return stage is not None and stage.key == LoginByCodeStage.key


def is_waiting(request: Request, address: str = "") -> bool:
    """Whether a code that this browser asked for (for `address`, if given) can still be typed."""
    asked = request.session.get(ASKED)
    if not asked or not is_pending(request) or address not in ("", asked["address"]):
        return False
    age: float = time.time() - get_pending_stage(request).state.get("at", 0)
    return age <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


def said(request: Request) -> dict[str, Any]:
    """What the pages may say of the last code, and no more. Times are of the clock in London."""
    asked = request.session[ASKED]
    until = asked["at"] + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    return {
        **asked,
        "address": asked["shown"] or asked["address"],
        "sure": bool(asked["shown"]),
        "again": asked["count"] > 1,
        "at": clock(datetime.fromtimestamp(asked["at"], UTC)),
        "until": clock(datetime.fromtimestamp(until, UTC)),
        "refused": asked.get("refused", "") if time.time() < asked.get("refused_until", 0) else "",
        "ended": asked.get("ended") or (TIME if time.time() > until else ""),
        "tries": TRIES,
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "mail_is_off": mail_queue_is_paused(),
    }


class RequestCode(allauth_views.RequestLoginCodeView):
    """The page that asks for an address."""

    def _redirect_to_pending_stage(self, request: Request, stage: Any) -> HttpResponseBase | None:
        """A page that lay open takes another address; one's own code isn't lost by looking."""
        return None if request.method == "POST" else super()._redirect_to_pending_stage(request, stage)

    def form_valid(self, form: Any) -> HttpResponseBase:
        begin(self.request, address=form.cleaned_data["email"], person=form._user)
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponseBase:
        refused = getattr(form, "refused", None)
        if refused and is_waiting(self.request, form.address):
            note_refusal(self.request, refused)
            return redirect(self.get_success_url())
        return super().form_invalid(form)


@method_decorator(never_cache, name="dispatch")
class TypeCode(allauth_views.ConfirmLoginCodeView):
    """The page that takes the code, and sends another one to the same address."""

    def dispatch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if ASKED in request.session and not request.user.is_authenticated and not is_waiting(request):
            return self._ended(request)
        if ASKED not in request.session and is_pending(request):
            return self._unknown(request)
        return super().dispatch(request, *args, **kwargs)

    def _unknown(self, request: Request) -> HttpResponseBase:
        """A sign-in begun before an upgrade, or a session that lost its half: no page can say whose code it was."""
        forget(request)
        messages.info(request, _("We no longer know which address you asked a code for. Ask for a new one here."))
        return redirect(self.passthrough_next_url(reverse("account_request_login_code")))

    def _ended(self, request: Request) -> HttpResponseBase:
        if request.method == "POST" and request.POST.get("action") == "resend":
            return self._again()
        context = {"asked": said(request), "next": get_next_redirect_url(request)}
        return render(request, "account/code_ended.html", context)

    @cached_property
    def _action(self) -> str:
        """allauth allows 2 more; here the limit of codes for an address is the only one."""
        return "resend" if self.request.POST.get("action") == "resend" else "verify"

    def _resend_form_valid(self, form: Any) -> HttpResponseBase:
        return self._again()

    def _again(self) -> HttpResponseBase:
        ask_again(self.request)
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs if self._action == "resend" else {**kwargs, "take_try": self._take_try}

    @property
    def _counted(self) -> dict[str, str]:
        asked = self.request.session[ASKED]
        return {"key": key_of_address(asked["address"]), "code": asked["code"]}

    def _take_try(self) -> Refused | None:
        return take_try(**self._counted, network=network_of(self.request), now=timezone.now())

    def _verify_form_valid(self, form: Any) -> HttpResponseBase:
        if not use_code(**self._counted):  # the same press twice: the first one signs in
            return self._end(Refused.NEWER)
        self.request.session.pop(ASKED)
        return super()._verify_form_valid(form)

    def _end(self, why: str) -> HttpResponseBase:
        """No code can be typed any more until there is a new one."""
        clear_login(self.request)
        self.request.session[ASKED] = {**self.request.session[ASKED], "refused": "", "ended": str(why)}
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def form_invalid(self, form: Any) -> HttpResponseBase:
        if form.has_error("code", "refused"):
            return self._end(form.refused)
        if form.has_error("code", "incorrect_code"):
            left = tries_left(**self._counted)
            operations.record_wrong_code(person=self._process.user, left=left, now=timezone.now())
            if not left:
                return self._end(Refused.TRIES)
            self.request.session[ASKED] = {**self.request.session[ASKED], "refused": ""}  # said of an earlier press
            form.errors["code"] = form.error_class([self._not_right(left)])
        return self.render_to_response(self.get_context_data(form=form))

    def _not_right(self, left: int) -> str:
        words = [_("That code is not right. Check it and try again.")]
        if self.request.session[ASKED]["count"] > 1:
            words.append(_("Only the newest code works."))
        words.append(ngettext("You have %(left)s try left.", "You have %(left)s tries left.", left) % {"left": left})
        return " ".join(words)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "asked": said(self.request)}
