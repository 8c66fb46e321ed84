"""The page behind a message's link, and the codes that are asked for from there (docs/decisions/0006)."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import codes
from accounts.audit import LINK
from accounts.limits import TooMany, count_one
from accounts.models import LinkBinding
from accounts.operations import bind_link, record_sign_in
from core.requests import Request
from core.routes import private, tokened
from distribution import links
from distribution.mail_types import mail_type
from distribution.models import Delivery
from people.addresses import masked
from people.requests import PersonRequest


@tokened
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: Request, token: str) -> HttpResponseBase:
    """The page behind a message's link: one button. Looking changes nothing, since mail scanners look too."""
    delivery = _delivery(token)
    if delivery is None:
        return render(request, "accounts/open_link.html", {"state": "invalid"}, status=404)
    state = _state(request, delivery)
    if request.method != "POST":
        return render(request, "accounts/open_link.html", _context(delivery, state))
    if state == "ready":
        return _let_in(request, delivery)
    return _send_code(request, delivery)


def _delivery(token: str) -> Delivery | None:
    """The message that the token belongs to. Its reader is the person, or whom their record was joined to since."""
    rows = Delivery.objects.select_related("mailing__page", "person__canonical")
    number = links.number_in(token)
    found = rows.filter(pk=number).first() if number is not None else None
    if found is None or not links.token_fits(token, found.pk, found.link_nonce):
        return None
    reader = found.person.canonical
    return found if reader.is_active and _addresses(found) else None


def _addresses(delivery: Delivery) -> set[str]:
    return {delivery.person.post_address, delivery.person.canonical.post_address} - {""}


def _state(request: Request, delivery: Delivery) -> str:
    if request.user.pk == delivery.person.canonical.pk:
        return "ready"  # already in, by whatever way
    if timezone.now() - delivery.mailing.created_at > links.LINK_LIVES:
        return "expired"
    if delivery.address not in _addresses(delivery):
        return "moved"  # it lies in a mailbox that is not the reader's any more
    binding = LinkBinding.objects.filter(delivery=delivery).first()
    if binding is None or binding.browser_hash == links.browser_hash(_browser(request)):
        return "ready"
    return "other_browser"


def _browser(request: Request) -> str:
    return request.COOKIES.get(links.BROWSER_COOKIE, "")


def _context(delivery: Delivery, state: Any) -> dict[str, Any]:
    kind = mail_type(delivery.mailing.kind)
    return {
        "state": state,
        "link": {"module_title": delivery.mailing.link_title, "person_name": delivery.person.canonical.full_name},
        "opens_a_module": kind is not None and kind.opens_a_module,
        "masked_address": masked(delivery.person.canonical.post_address),
    }


def _let_in(request: Request, delivery: Delivery) -> HttpResponseBase:
    reader = delivery.person.canonical
    if request.user.pk == reader.pk:
        return redirect(delivery.mailing.link_path)
    now = timezone.now()
    browser = _browser(request) or links.new_browser()
    if not bind_link(delivery=delivery, browser_hash=links.browser_hash(browser), now=now):
        return render(request, "accounts/open_link.html", _context(delivery, "other_browser"))
    login(request, reader, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, reader, method="link")
    record_sign_in(person=reader, way=LINK, proves_address=reader.email == delivery.address, now=now)
    response = redirect(delivery.mailing.link_path)
    response.set_cookie(
        links.BROWSER_COOKIE,
        browser,
        max_age=links.BROWSER_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )
    return response


def _send_code(request: Request, delivery: Delivery) -> HttpResponseBase:
    """To the person's own post, whoever is asking: that is the proof. A couple's shared address takes it too, and
    the code signs in the one whose link this is, not the one whose address it is."""
    address = delivery.person.canonical.post_address
    if not address:
        return render(request, "accounts/open_link.html", {"state": "invalid"}, status=404)
    code_page = f"{reverse('account_confirm_login_code')}?next={delivery.mailing.link_path}"
    try:  # whoever holds a forwarded link does not read the address in full
        codes.ask(request, address=address, person=delivery.person.canonical, shown=masked(address))
    except TooMany as refused:
        waiting = code_page if codes.is_waiting(request, address) else ""
        context = {**_context(delivery, "too_many"), "refused": refused, "code_page": waiting}
        return render(request, "accounts/open_link.html", context, status=429)
    return redirect(code_page)


@private
@require_POST
@login_required
def code_for_me(request: PersonRequest) -> HttpResponseBase:
    """Somebody whom a link let in wants a page that needs a code: it goes to their own address; the session ends.

    A code to an address that they share would open no more than the link did, so they are told what they need.
    """
    person, wanted = request.user, request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = resolve_url(settings.LOGIN_REDIRECT_URL)
    if not person.email:
        words = _("That page needs an e-mail address of your own. Ask your clerk or the council to add it.")
        messages.info(request, words)
        return redirect(settings.LOGIN_REDIRECT_URL)
    try:
        count_one(request, person.email)
    except TooMany as refused:
        return render(request, "account/needs_code.html", {"next": wanted, "refused": refused}, status=429)
    logout(request)
    codes.begin(request, address=person.email, person=person, shown=person.email)
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': wanted})}")


@private
@require_POST
def start_again(request: Request) -> HttpResponseBase:
    """Forget the code that was asked for, so that somebody who mistyped can give another address."""
    codes.forget(request)
    return redirect("account_request_login_code")
