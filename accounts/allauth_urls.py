"""Those of allauth's addresses that we use. Sign-up and passwords are left out, so they do not exist."""

from allauth.account import views as account
from allauth.mfa import urls as mfa_urls
from allauth.mfa.base.views import authenticate
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import include, path

from accounts.access import part_of_sign_in
from accounts.adapters import AddApp, AddPasskey
from accounts.codes import RequestCode, TypeCode
from accounts.views.sign_ins import sign_out
from core.routes import declare, needs_code, private

urlpatterns = declare(
    [
        path("start/", RequestCode.as_view(), name="account_request_login_code"),
        path("start/", RequestCode.as_view(), name="account_login"),
        path("start/code/", TypeCode.as_view(), name="account_confirm_login_code"),
        path("sign-out/", sign_out, name="account_logout"),
        path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
        path("account/inactive/", account.account_inactive, name="account_inactive"),
    ],
    private,
)
# The settings of passkeys and second factors. Whom a forwarded link let in must not add one of their own.
urlpatterns += [
    path("account/2fa/authenticate/", part_of_sign_in(authenticate), name="mfa_authenticate"),
    path("account/2fa/webauthn/login/", part_of_sign_in(login_webauthn), name="mfa_login_webauthn"),
    path("account/2fa/webauthn/add/", needs_code(AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("account/2fa/totp/activate/", needs_code(AddApp.as_view()), name="mfa_activate_totp"),
    path("account/2fa/", include(declare(mfa_urls.urlpatterns, needs_code))),
]
