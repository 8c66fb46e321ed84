"""The admin's door: who stands before it, how their session was opened, and what they get."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests import cast

pytestmark = pytest.mark.django_db
ADMIN = "/admin/"


def get(client, path=ADMIN):
    response = client.get(path)
    return response.status_code, response.get("Location", "").partition("?")[0]


def enrol_second_factor(person):
    TOTP.activate(person, generate_totp_secret())


# who, how the session was opened, whether a second factor is enrolled → what /admin/ answers
TABLE = [
    ("officer", None, False, (302, "/start/")),
    ("officer", cast.LINK, False, (403, "")),
    ("officer", cast.LINK, True, (403, "")),
    ("officer", cast.CODE, False, (302, "/account/2fa/")),
    ("officer", cast.CODE, True, (302, "/account/reauthenticate/")),
    ("officer", cast.SECOND_FACTOR, True, (200, "")),
    ("new_governor", None, False, (302, "/start/")),
    ("new_governor", cast.LINK, False, (403, "")),
    ("new_governor", cast.CODE, False, (302, "/account/2fa/")),
    ("clerk", cast.CODE, False, (302, "/account/2fa/")),
]


@pytest.mark.parametrize(("who", "way", "enrolled", "answer"), TABLE)
def test_the_admins_door(client, request, who, way, enrolled, answer):
    person = request.getfixturevalue(who)
    if enrolled:
        enrol_second_factor(person)
    if way:
        cast.sign_in(client, person, way)
    assert get(client) == answer


@pytest.mark.parametrize("who", ["new_governor", "clerk", "councillor", "police_partner", "dsl", "outsider"])
def test_a_second_factor_alone_makes_nobody_an_officer(client, request, who):
    person = request.getfixturevalue(who)
    enrol_second_factor(person)
    cast.sign_in(client, person, cast.SECOND_FACTOR)
    response = client.get(ADMIN)
    assert response.status_code in {302, 403}
    assert not response.get("Location", "").startswith(ADMIN)


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/password_reset/", "/admin/login/?next=/admin/pages/", "/_util/login/"]
)
@pytest.mark.parametrize("way", [None, cast.SECOND_FACTOR])
def test_wagtails_own_login_is_closed(client, officer, path, way):
    if way:
        cast.sign_in(client, officer, way)
    assert client.get(path).status_code == 302
    assert client.post(path, {"username": officer.email, "password": "x"}).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/admin/pages/",
        "/admin/reports/",
        "/admin/api/main/pages/",
        "/admin/snippets/",
        "/admin/users/",
        "/admin/autocomplete/",
    ],
)
def test_no_path_under_the_admin_opens_without_the_second_factor(client, officer, path):
    cast.sign_in(client, officer, cast.CODE)
    assert get(client, path) == (302, "/account/2fa/")


@pytest.mark.parametrize(("way", "status"), [(None, 302), (cast.LINK, 403), (cast.CODE, 200)])
def test_the_second_factors_own_settings_need_more_than_a_link(client, officer, way, status):
    if way:
        cast.sign_in(client, officer, way)
    assert client.get("/account/2fa/").status_code == status


def test_the_demonstrations_entrance_opens_nothing_outside_the_demonstration(client, officer):
    cast.sign_in(client, officer, cast.Way(({"method": "demonstration"},)))
    assert get(client) == (302, "/account/2fa/")
