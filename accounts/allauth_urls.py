"""Those of allauth's addresses that this house uses. Sign-up and passwords are left out, so they do not exist."""

from allauth.account import views as account
from django.urls import include, path

from accounts.adapters import AddPasskey
from accounts.codes import RequestCode, TypeCode

urlpatterns = [
    path("start/", RequestCode.as_view(), name="account_request_login_code"),
    path("start/", RequestCode.as_view(), name="account_login"),
    path("start/code/", TypeCode.as_view(), name="account_confirm_login_code"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/2fa/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("account/2fa/", include("allauth.mfa.urls")),
]
