"""Addresses below /admin/ that answer in place of Wagtail's own."""

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.urls import path, re_path

from accounts.access import to_sign_in
from accounts.own_account import OwnAccountView
from core.requests import Request


def to_nobody(request: Request) -> HttpResponseBase:
    """Accounts are changed one at a time: no action on many of them at once."""
    raise PermissionDenied


urlpatterns = [
    path("account/", OwnAccountView.as_view(), name="own_account"),
    re_path(r"^bulk/people/", to_nobody, name="bulk_people"),
    path("login/", to_sign_in, name="admin_login"),
    re_path(r"^password_reset/", to_sign_in, name="admin_password_reset"),
]
