"""The doors that allauth and Wagtail leave open are closed here, by path."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.sessions import SessionSignIn
from people.queries import has_enrolled_second_factor

ADMIN = "/admin/"
SECOND_FACTOR_SETTINGS = "/account/2fa/"
# The second step of a sign-in that is under way, and a sign-in by passkey.
SIGNING_IN = ("/account/2fa/authenticate/", "/account/2fa/webauthn/login/")
# Accounts of staff: changed by administrators, and by nobody many at a time.
ADMINISTRATORS_ONLY = ("/admin/users/", "/admin/groups/")
EXPORTS = ("csv", "xlsx")  # Wagtail's `?export=` on any of its lists
NOBODY = ("/admin/bulk/people/",)
# Wagtail's own doors with a password: the admin's, and that for private pages.
NEVER = ("/admin/login/", "/admin/password_reset/", "/_util/login/")


class AccessMiddleware:
    """The admin needs a second factor; the second factor's own settings need more than an e-mailed link."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.sign_in = SessionSignIn(request)
        path = request.path
        if path.startswith((ADMIN, SECOND_FACTOR_SETTINGS, *NEVER)):
            refused = self.refuse(request, path)
            if refused:
                return refused
        return self.get_response(request)

    def refuse(self, request, path):
        if path.startswith(NEVER):
            return redirect(settings.LOGIN_URL)
        if not request.user.is_authenticated:
            if path.startswith(SIGNING_IN):
                return None
            return redirect(f"/start/?next={path}")
        if path.startswith(SECOND_FACTOR_SETTINGS):
            if request.sign_in.is_more_than_a_link:
                return None
            return self.ask_for_code(request, path)
        if not request.sign_in.is_more_than_a_link:
            return self.ask_for_code(request, path)
        if not request.sign_in.has_second_factor:
            if has_enrolled_second_factor(request.user):
                return redirect(f"/account/reauthenticate/?next={path}")
            messages.info(request, _("The admin needs a second step. Add a passkey or an authenticator app here."))
            return redirect(SECOND_FACTOR_SETTINGS)
        if path.startswith(NOBODY) or (path.startswith(ADMINISTRATORS_ONLY) and not request.user.is_superuser):
            raise PermissionDenied
        if request.GET.get("export") in EXPORTS and not request.sign_in.second_factor_is_fresh:
            return redirect(f"/account/reauthenticate/?{urlencode({'next': request.get_full_path()})}")
        return None

    def ask_for_code(self, request, path):
        """A session that an e-mailed link opened must end before a stronger one can begin; its owner presses for it."""
        return render(request, "account/needs_code.html", {"next": path}, status=403)
