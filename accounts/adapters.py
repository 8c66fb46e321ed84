"""allauth's way through this house: nobody signs up, and its mail goes through the mail queue."""

from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.audit import PASSKEY, SECOND_FACTOR
from accounts.operations import record_sign_in
from accounts.sessions import STRONG
from core.requests import Request
from people.models import Person


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _lazy("That code is not right. Check it and try again."),
        "too_many_login_attempts": _lazy("Too many tries. Wait 5 minutes, then try again."),
    }

    def is_open_for_signup(self, request: Request) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        own = f"{SecondStep.__module__}.{SecondStep.__qualname__}"
        return [
            own if stage == "allauth.mfa.stages.AuthenticateStage" else stage for stage in super().get_login_stages()
        ]

    def is_reauthentication_required(self, *, app: Any, **kwargs: Any) -> bool:
        """Who has only a lost passkey to show again could never replace it: outside the admin a fresh code will do."""
        request = context.request
        if request and request.user.is_authenticated and not request.user.is_staff:
            return not request.sign_in.is_recent
        return super().is_reauthentication_required(app=app, **kwargs)

    def add_message(
        self, request: Request, level: Any, message_template: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        """Not told of recovery codes: those who need no second step have no use for them."""
        if message_template == "mfa/messages/recovery_codes_generated.txt" and not request.user.is_staff:
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def generate_login_code(self) -> str:
        """Six digits: easy to read out and to type on a phone; accounts.code_counts guards them."""
        return get_random_string(6, "0123456789")

    def send_mail(self, template_prefix: str, email: str | None, context: dict[str, Any]) -> None:
        """Nothing of allauth's own: a worker writes the codes (accounts.codes), and we offer no change it tells of."""

    def pre_login(
        self, request: Request, user: Person, *, email: str | None = None, **kwargs: Any
    ) -> HttpResponseBase | None:
        """A code is worth what the mailbox is that it came to: one's own, a shared one, or none of theirs by now."""
        refused: HttpResponseBase | None = super().pre_login(request, user, email=email, **kwargs)
        if refused:
            return refused
        if not email or Person.objects.with_aliases(user).filter(email=email).exists():
            return None
        if email == user.shared_address:
            _count_as_link(request, user, email)
            return None
        clear_login(request)
        messages.info(request, _("This code does not work any more. Ask for a new one."))
        return redirect("account_request_login_code")

    def post_login(self, request: Request, user: Person, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        proved = any(record["method"] == "code" and record.get("email") == user.email for record in records)
        record_sign_in(person=user, way=_way_in(records), proves_address=proved, now=timezone.now())
        return response


def _count_as_link(request: Request, user: Person, address: str) -> None:
    """A code to a mailbox that is somebody else's own opens what the link there opens, no more (decision 16)."""
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**record, "method": "link"} if record["method"] == "code" and record.get("email") == address else record
        for record in get_authentication_records(request, user)
    ]


def _way_in(records: Sequence[dict[str, Any]]) -> str:
    """The way of accounts.audit.WAYS by which the latest of these records was made."""
    last = records[-1]
    if last.get("passwordless"):
        return PASSKEY
    return SECOND_FACTOR if last["method"] == STRONG else last["method"]


class SecondStep(AuthenticateStage):
    """The second step of a sign-in is asked of those alone who may enter the admin.

    A governor's passkey is there to be quick, instead of a code. Whoever loses the phone gets in by a code as before.
    """

    def _should_handle(self, request: Request) -> bool:
        return self.login.user is not None and self.login.user.is_staff and super()._should_handle(request)


def _shown_just_now(request: Request, kind: str) -> None:
    """Whoever has just added a second factor has shown it: nobody asks for the same code again at once."""
    record_authentication(request, request.user, method=STRONG, type=kind, reauthenticated=True)


class AddApp(ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)
        _shown_just_now(self.request, "totp")
        return response


class AddPasskey(AddWebAuthnView):
    """Codes to print, for the day that the phone is lost, are for those who need a second step to get in."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)
        _shown_just_now(self.request, "webauthn")
        return response

    def get_success_url(self) -> str:
        return super().get_success_url() if self.request.user.is_staff else reverse("mfa_index")
