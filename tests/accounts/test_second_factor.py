"""The admin opens to a second factor alone, from the first enrolment to the next sign-in."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse

from tests import cast

pytestmark = pytest.mark.django_db


def code_by_mail(client, person, next_url):
    client.post(f"/start/?next={next_url}", {"email": person.email})
    code = cast.codes_sent().filter(person=person).latest("pk").values["code"]
    return client.post(f"/start/code/?next={next_url}", {"code": code})


def totp_now(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def enrol(client):
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp_now(secret)})
    return secret


def test_officer_enrols_an_app_and_is_let_in_by_it(client, officer):
    assert code_by_mail(client, officer, "/admin/").status_code == 302
    assert client.get("/admin/").url == "/account/2fa/"

    secret = enrol(client)
    assert client.get("/admin/").url.startswith("/account/reauthenticate/")
    forget_used_codes()
    answered = client.post(reverse("mfa_reauthenticate") + "?next=/admin/", {"code": totp_now(secret)})
    assert answered.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_next_sign_in_asks_for_the_app_before_it_lets_anybody_in(client, officer):
    code_by_mail(client, officer, "/admin/")
    secret = enrol(client)
    client.post("/sign-out/")

    stage = code_by_mail(client, officer, "/admin/")
    assert stage.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session
    forget_used_codes()
    client.post(stage.url, {"code": totp_now(secret)})
    assert client.get("/admin/").status_code == 200


def test_passwords_open_nothing(client, officer):
    officer.set_password("a long password that somebody set in a shell")
    officer.save()
    assert client.post("/admin/login/", {"username": officer.email, "password": "x"}).url == "/start/"
    assert client.get("/admin/password_reset/").url == "/start/"
    assert not client.login(email=officer.email, password="wrong")
    assert client.get("/admin/").url.startswith("/start/")


def forget_used_codes():
    """A code of the app counts once and the next is half a minute away: forget that this one was used."""
    cache.clear()


def test_a_governors_passkey_is_instead_of_a_code_and_never_besides(client, new_governor):
    """Whoever loses the phone gets in by a code as before."""
    code_by_mail(client, new_governor, "/my/")
    enrol(client)
    client.post("/sign-out/")
    assert code_by_mail(client, new_governor, "/my/").url == "/my/"
    assert client.get("/my/").status_code == 200
    assert client.get("/admin/").url.startswith("/account/reauthenticate/")  # the admin asks all the same


def test_a_governor_is_offered_a_passkey_in_plain_words(client, new_governor):
    code_by_mail(client, new_governor, "/my/")
    page = client.get("/account/2fa/").content.decode()
    assert "Sign in faster next time" in page
    assert "Officers" not in page
    assert "checked" in client.get(reverse("mfa_add_webauthn")).content.decode()  # it signs in by itself
