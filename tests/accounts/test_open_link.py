"""The page behind a message's link: looking changes nothing, one button lets one browser in, others get a code."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.audit import SIGNED_IN
from accounts.models import LinkBinding
from distribution.links import BROWSER_COOKIE, LINK_LIVES
from distribution.models import Delivery
from people.models import AuditEntry
from tests import cast


@pytest.fixture
def delivery(issued, new_governor):
    return Delivery.objects.get(mailing=issued.mailing, person=new_governor)


@pytest.fixture
def link(delivery):
    return f"/l/{delivery.link_token}/"


def signed_in(client) -> int | None:
    return int(client.session["_auth_user_id"]) if "_auth_user_id" in client.session else None


def codes_to(person):
    return cast.codes_sent().filter(person=person)


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_looks_changes_nothing(client, link, method):
    response = getattr(client, method)(link)
    assert response.status_code == 200
    assert signed_in(client) is None
    assert not LinkBinding.objects.exists()
    assert BROWSER_COOKIE not in response.cookies


def test_the_button_signs_the_person_in_and_leads_to_the_module(client, link, new_governor, issued):
    response = client.post(link)
    assert response.status_code == 302
    assert response["Location"] == issued.module.get_url()
    assert signed_in(client) == new_governor.pk
    assert AuditEntry.objects.filter(action=SIGNED_IN.code, data={"way": "link"}, user=new_governor).count() == 1
    new_governor.refresh_from_db()
    assert new_governor.email_verified_at is not None


def test_the_same_browser_may_press_again(client, link, new_governor):
    client.post(link)
    del client.cookies["sessionid"]  # the session is over; nobody has signed out
    assert signed_in(client) is None
    client.post(link)
    assert signed_in(client) == new_governor.pk


def test_a_second_browser_gets_a_code_to_the_persons_own_address(client, link, new_governor):
    client.post(link)
    other = Client()
    assert b"another device" in other.get(link).content
    response = other.post(link)
    assert response.status_code == 302
    assert response["Location"].startswith("/start/code/")
    assert signed_in(other) is None
    assert codes_to(new_governor).get().address == new_governor.email


def test_after_too_many_codes_the_second_browser_is_asked_to_wait(client, link, new_governor):
    client.post(link)
    other = Client()
    answers = [other.post(link).status_code for _press in range(6)]
    assert answers == [302] * 5 + [429]
    assert codes_to(new_governor).count() == 5


def test_an_old_link_leads_to_a_code(client, link, delivery, new_governor):
    delivery.mailing.created_at = timezone.now() - LINK_LIVES - timedelta(days=1)
    delivery.mailing.save()
    assert b"run out" in client.get(link).content
    client.post(link)
    assert signed_in(client) is None
    assert codes_to(new_governor).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: t + "A",
        lambda t: t.replace("-", "-A", 1),
        lambda t: "1" + t,
        lambda t: "x",
        lambda t: "²-abc",
        lambda t: t.split("-")[0] + "-é",
    ],
)
def test_a_token_that_is_not_ours_opens_nothing(client, delivery, change):
    response = client.post(f"/l/{change(delivery.link_token)}/")
    assert response.status_code == 404
    assert signed_in(client) is None


def test_the_link_of_one_message_does_not_fit_another(client, issued):
    first, second = Delivery.objects.filter(mailing=issued.mailing)
    swapped = f"{first.pk}-{second.link_token.partition('-')[2]}"
    assert client.post(f"/l/{swapped}/").status_code == 404


def test_a_number_that_is_given_out_again_does_not_open_for_the_link_that_had_it(client, delivery, two_schools):
    """As after a restore: the rows written since the backup are gone, and their numbers belong to others then."""
    link = f"/l/{delivery.link_token}/"
    number = delivery.pk
    delivery.delete()
    other = cast.mailing([two_schools], now=timezone.now()).deliveries.get()
    other.pk = number
    other.mailing = cast.mailing([], now=timezone.now())
    other.save(force_insert=True)
    assert client.post(link).status_code == 404 and signed_in(client) is None
    assert client.post(f"/l/{other.link_token}/").status_code == 302 and signed_in(client) == two_schools.pk


def test_the_link_of_somebody_who_is_gone_opens_nothing(client, link, new_governor):
    new_governor.is_active = False
    new_governor.save()
    assert client.post(link).status_code == 404
    assert signed_in(client) is None


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, link, method):
    assert getattr(client, method)(link).status_code == 405


def test_the_page_is_neither_kept_nor_indexed_nor_named_to_others(client, link):
    response = client.get(link)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] in {"no-referrer", "strict-origin"}  # the path with its token is not told
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/account/2fa/", "/account/2fa/totp/activate/"])
def test_a_session_opened_by_a_link_does_not_get_further_than_its_own_learning(client, link, new_governor, path):
    new_governor.is_staff = new_governor.is_superuser = True
    new_governor.save()
    client.post(link)
    assert client.get("/my/").status_code == 200
    assert client.get(path).status_code in {302, 403}
    assert b"wagtail" not in client.get(path).content.lower()


def test_somebody_signed_in_who_opens_another_persons_link_becomes_that_person_alone(
    client, link, two_schools, new_governor
):
    from tests import cast

    cast.sign_in(client, two_schools)
    client.post(link)
    assert signed_in(client) == new_governor.pk


@pytest.mark.both_databases
def test_after_a_restore_40_links_sent_since_the_backup_open_nobody(db):
    """A drill signed three people in as others: numbers are given out again, and a token was a signature on one."""
    before, after = ([cast.person(f"{word} Person{n}") for n in range(40)] for word in ("Before", "After"))

    def sent(people) -> list[Delivery]:
        return list(cast.mailing(people, now=timezone.now()).deliveries.order_by("pk"))

    with transaction.atomic():
        lost = sent(before)
        transaction.set_rollback(True)  # the backup knows nothing of them
    if connection.vendor == "postgresql":  # whose sequences a dump takes back too
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('distribution_delivery', 'id'), %s)", [lost[0].pk - 1])
    kept = sent(after)
    assert [row.pk for row in lost] == [row.pk for row in kept], "the numbers are given out again"
    opened = {}
    for row in (*lost, *kept):
        client = Client()
        client.post(f"/l/{row.link_token}/")
        opened[row.link_token] = signed_in(client)
    assert [opened[row.link_token] for row in lost] == [None] * 40
    assert [opened[row.link_token] for row in kept] == [person.pk for person in after]


def test_a_link_goes_on_working_when_the_key_changes_and_ends_when_the_old_key_goes(client, link, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 4, [old]
    assert client.get(link).status_code == 200
    settings.SECRET_KEY_FALLBACKS = ["a third key " * 4]
    assert client.get(link).status_code == 404
