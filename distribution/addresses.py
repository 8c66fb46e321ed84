"""Views: somebody who is signed in asks for another address and proves that it is theirs."""

import secrets
import time

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from distribution import operations
from distribution.enums import Queue
from distribution.forms import NewAddressForm, ProofForm
from distribution.links import fits, sign
from distribution.tasks import nudge
from people.operations import AddressTaken
from people.queries import has_enrolled_second_factor
from people.sessions import has_second_factor, opened_by_more_than_a_link

ASKED = "address_to_prove"
TRIES = 5
SEE_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


def _more_is_needed(request):
    """A forwarded link must not move somebody's account to another mailbox; who may enter the admin shows more."""
    if not opened_by_more_than_a_link(request):
        return render(request, "account/needs_code.html", {"next": request.path}, status=403)
    if request.user.is_staff and not has_second_factor(request):
        enrolled = has_enrolled_second_factor(request.user)
        return redirect(f"/account/reauthenticate/?next={request.path}" if enrolled else "/account/2fa/")
    return None


@SEE_AND_POST
@login_required
def my_address(request):
    if refused := _more_is_needed(request):
        return refused
    form = NewAddressForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if _may_ask(request, address):
            _send_proof(request, address)
            return redirect("prove_address")
        form.add_error("email", _("We have just sent several codes. Wait 5 minutes, then ask again."))
    return render(request, "people/my_address.html", {"form": form})


def _may_ask(request, address) -> bool:
    """So many for one mailbox and for one person, so that nobody is showered with codes from here."""
    by_mailbox = ratelimit.consume(request, action="request_login_code", key=address)
    return by_mailbox and ratelimit.consume(request, action="request_login_code", key=f"asks-{request.user.pk}")


def _send_proof(request, address) -> None:
    code = f"{secrets.randbelow(1_000_000):06}"
    request.session[ASKED] = {
        "address": address, "proof": _proof(request, address, code), "at": time.time(), "tries": 0,
    }  # fmt: skip
    operations.ask_for_proof(
        person=request.user,
        address=address,
        code=code,
        words={
            "code": _words(_("Your code to use this address"), "address_code"),
            "known": _words(_("Somebody typed your address"), "address_known"),
        },
        now=timezone.now(),
    )
    transaction.on_commit(lambda: nudge(Queue.URGENT))


def _proof(request, address, code) -> str:
    return sign("address", f"{request.user.pk} {address} {code}")


def _words(subject, name, **context):
    return subject, *(render_to_string(f"email/{name}.{kind}", context) for kind in ("txt", "html"))


@SEE_AND_POST
@login_required
def prove_address(request):
    if refused := _more_is_needed(request):
        return refused
    asked = request.session.get(ASKED)
    if not asked or time.time() - asked["at"] > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT or asked["tries"] >= TRIES:
        messages.info(request, _("This code does not work any more. Type the address again to get a new one."))
        return redirect("my_address")
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _take(request, asked, form.cleaned_data["code"]):
            messages.success(request, _("We write to %(address)s from now on.") % {"address": asked["address"]})
            return redirect("my_details")
        form.add_error("code", _("That code is not right. Check it and try again."))
    return render(request, "people/prove_address.html", {"form": form, "address": asked["address"]})


def _take(request, asked, code) -> bool:
    value = f"{request.user.pk} {asked['address']} {code}"
    if not fits("address", value, asked["proof"]):
        request.session[ASKED] = {**asked, "tries": asked["tries"] + 1}
        return False
    words = _words(_("Your address has changed"), "address_changed")
    try:
        operations.change_address(person=request.user, address=asked["address"], words=words, now=timezone.now())
    except AddressTaken:
        return False
    request.session.pop(ASKED)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)  # this session stays; those that the old address opened end
    transaction.on_commit(lambda: nudge(Queue.URGENT))
    return True
