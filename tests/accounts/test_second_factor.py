"""The admin opens to a second factor alone, from the first enrolment to the next sign-in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.management import call_command
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
    assert client.get("/admin/").status_code == 200, "they have just shown it: the same code is not asked for again"
    assert secret


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


# --- What the database holds ----------------------------------------------------------------------------------------


def test_the_secret_of_an_app_does_not_stand_in_the_database(officer):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    RecoveryCodes.activate(officer)
    kept = str(list(Authenticator.objects.values("data")))
    assert secret not in kept
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert not [code for code in RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
                if code in kept or code in seed]  # fmt: skip


def test_when_the_key_changes_codes_fit_and_once_encrypted_anew_the_old_key_can_go(officer, settings, capsys):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    RecoveryCodes.activate(officer)

    def fits() -> bool:
        forget_used_codes()
        return Authenticator.objects.get(type="totp").wrap().validate_code(totp_now(secret))

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 4, [settings.SECRET_KEY]
    assert fits()
    call_command("reencrypt_second_factors")
    assert "2 second factors are encrypted" in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert fits()
    settings.SECRET_KEY = "a key that never was " * 3
    assert not fits()
    call_command("reencrypt_second_factors")
    assert "2 can't be read" in capsys.readouterr().err
