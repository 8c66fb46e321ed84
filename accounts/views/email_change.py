"""Views: somebody who is signed in asks for another address and proves that it is theirs."""

import secrets
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from accounts import operations
from accounts.access import ask_for_second_factor
from accounts.code_counts import TRIES, Refused, key_of_change, new_code, take_try, tries_left, use_code
from accounts.forms import NewAddressForm, ProofForm
from accounts.limits import TooMany, clock, count_one, network_of
from core.routes import SEE_AND_POST, needs_code
from distribution.enums import Queue
from distribution.links import fits, sign
from distribution.queries import mail_queue_is_paused
from distribution.tasks import enqueue
from people.operations import AddressTaken
from people.requests import PersonRequest

ASKED = "address_to_prove"
ENDS = {
    Refused.TRIES: format_lazy(
        _lazy("A wrong code was typed {tries} times, so that code no longer works."), tries=TRIES
    ),
    Refused.NEWER: _lazy("A newer code was sent, and only the newest works."),
    Refused.TODAY: _lazy("Too many wrong codes have been typed today. Codes work again tomorrow."),
    Refused.NETWORK: _lazy("Too many codes have been typed from your network today. Codes work again tomorrow."),
}


def _lacks_second_factor(request: PersonRequest) -> bool:
    """A forwarded link must not move an account to another mailbox; whoever may enter the admin shows more still."""
    return request.user.is_staff and not request.sign_in.has_second_factor


@needs_code
@SEE_AND_POST
def my_address(request: PersonRequest) -> HttpResponseBase:
    if _lacks_second_factor(request):
        return ask_for_second_factor(request, request.path)
    initial = {"email": request.session.get(ASKED, {}).get("address", "")}
    form = NewAddressForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        asked = request.session.get(ASKED)
        try:
            _count(request, address)
        except TooMany as refused:
            if not asked or asked["address"] != address or _ended(asked):
                form.add_error("email", str(refused))
                return render(request, "accounts/my_address.html", {"form": form})
            words = {"refused": str(refused), "refused_until": refused.again_at.timestamp()}
            request.session[ASKED] = {**asked, **words}
        else:
            _send_proof(request, address)
        return redirect("prove_address")
    return render(request, "accounts/my_address.html", {"form": form})


def _count(request: PersonRequest, address: str) -> None:
    """So many for one mailbox and for one person, so that nobody is showered with codes from here. Raises TooMany."""
    count_one(request, address)
    count_one(request, f"asks-{request.user.pk}")


def _send_proof(request: PersonRequest, address: str) -> None:
    code = f"{secrets.randbelow(1_000_000):06}"
    before = request.session.get(ASKED, {})
    request.session[ASKED] = {
        "address": address,
        "proof": _proof(request, address, code),
        "code": new_code(key=key_of_change(request.user), now=timezone.now()),
        "at": time.time(),
        "count": before["count"] + 1 if before.get("address") == address else 1,
    }
    operations.ask_for_proof(person=request.user, address=address, code=code, now=timezone.now())
    transaction.on_commit(lambda: enqueue(Queue.URGENT))


def _proof(request: PersonRequest, address: str, code: str) -> str:
    return sign("address", f"{request.user.pk} {address} {code}")


@needs_code
@SEE_AND_POST
def prove_address(request: PersonRequest) -> HttpResponseBase:
    if _lacks_second_factor(request):
        return ask_for_second_factor(request, request.path)
    asked = request.session.get(ASKED)
    if not asked:
        return redirect("my_address")
    if _ended(asked):
        return _to_a_new_code(request, asked)
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now, counted = timezone.now(), {"key": key_of_change(request.user), "code": asked["code"]}
        refused = take_try(**counted, network=network_of(request), now=now)
        if refused:
            return _to_a_new_code(request, _end(request, refused))
        right = fits("address", f"{request.user.pk} {asked['address']} {form.cleaned_data['code']}", asked["proof"])
        if right and use_code(**counted):
            return _take(request, asked)
        left = tries_left(**counted)
        operations.record_wrong_code(person=request.user, left=left, now=now)
        if not left:
            return _to_a_new_code(request, _end(request, Refused.TRIES))
        asked = request.session[ASKED] = {**asked, "refused": ""}
        words = [_("That code is not right. Check it and try again.")]
        words += [_("Only the newest code works.")] if asked["count"] > 1 else []
        words += [ngettext("You have %(left)s try left.", "You have %(left)s tries left.", left) % {"left": left}]
        form.add_error("code", " ".join(words))
    return render(request, "accounts/prove_address.html", {"form": form, "asked": _said(asked)})


def _ended(asked: dict[str, Any]) -> str:
    """Why a code can't be typed any more, or nothing."""
    if "ended" in asked:
        return str(ENDS[asked["ended"]])
    if time.time() - asked["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT:
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        return _("That code has run out: a code works for %(minutes)s minutes.") % {"minutes": minutes}
    return ""


def _end(request: PersonRequest, why: Refused) -> dict[str, Any]:
    asked: dict[str, Any] = {**request.session[ASKED], "ended": str(why)}
    request.session[ASKED] = asked
    return asked


def _to_a_new_code(request: PersonRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Back to the address, which is filled in: one press sends a new code."""
    messages.info(request, f"{_ended(asked)} {_('Send a new one.')}")
    return redirect("my_address")


def _said(asked: dict[str, Any]) -> dict[str, Any]:
    """What the page says of the last code. It's the same whoever has the address."""
    return {
        "address": asked["address"],
        "count": asked["count"],
        "again": asked["count"] > 1,
        "at": clock(datetime.fromtimestamp(asked["at"], UTC)),
        "until": clock(datetime.fromtimestamp(asked["at"] + settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, UTC)),
        "refused": asked.get("refused", "") if time.time() < asked.get("refused_until", 0) else "",
        "mail_is_off": mail_queue_is_paused(),
    }


def _take(request: PersonRequest, asked: dict[str, Any]) -> HttpResponseBase:
    request.session.pop(ASKED)
    try:
        operations.change_address(person=request.user, address=asked["address"], now=timezone.now())
    except AddressTaken:
        messages.error(
            request,
            _(
                "Your code was right, but %(address)s has become somebody else’s here since you asked for it. "
                "Nothing has changed."
            )
            % {"address": asked["address"]},
        )
        return redirect("my_address")
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)  # this session stays; those that the old address opened end
    transaction.on_commit(lambda: enqueue(Queue.URGENT))
    messages.success(request, _("We write to %(address)s from now on.") % {"address": asked["address"]})
    return redirect("my_details")
