"""Sessions end: with sign-out, with rights, with time, and when their owner says so from another browser."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession

from accounts.devices import device_of
from accounts.models import OpenSession
from accounts.operations import forget_sessions
from distribution.models import Delivery
from tests import cast

pytestmark = pytest.mark.django_db
MINE = "/my/details/sign-ins/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
)
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0"


def browser(who, way=cast.CODE, agent: str = LAPTOP) -> Client:
    client = Client(headers={"user-agent": agent})
    cast.sign_in(client, who, way)
    return client


def is_in(client: Client, address: str = "/my/details/") -> bool:
    return client.get(address).status_code == 200


@pytest.fixture
def clock(monkeypatch):
    real, ahead = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + ahead[0])
    return lambda **later: ahead.__setitem__(0, ahead[0] + timedelta(**later).total_seconds())


# --- Staff ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [cast.CODE, cast.SECOND_FACTOR])
def test_staff_who_do_nothing_for_30_minutes_are_signed_out_and_told_why(officer, clock, way):
    client = browser(officer, way)
    assert is_in(client)
    clock(minutes=29)
    assert is_in(client)
    clock(minutes=29)
    assert is_in(client), "what was done in between counts"
    clock(minutes=31)
    answer = client.get("/my/details/")
    assert answer.url == "/start/?next=/my/details/"
    assert "nothing was done here for 30 minutes" in client.get(answer.url).content.decode()
    assert not is_in(client)


def test_staff_are_signed_out_after_12_hours_however_busy(officer, clock):
    client = browser(officer, cast.SECOND_FACTOR)
    for _quarter in range(12 * 4):
        assert is_in(client, "/admin/")
        clock(minutes=15)
    clock(seconds=1)
    assert client.get("/admin/").url == "/start/?next=/admin/"


def test_an_open_editor_that_asks_by_itself_is_nobody_at_work(officer, clock, module):
    client = browser(officer, cast.SECOND_FACTOR)
    assert client.get(f"/admin/pages/{module.pk}/edit/").status_code == 200
    editing = EditingSession.objects.get()
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["cms", "modulepage", module.pk, editing.pk])
    for _minute in range(30):
        assert client.post(ping).status_code == 200
        clock(minutes=1)
    clock(seconds=1)
    assert client.get("/admin/").url == "/start/?next=/admin/"


def test_a_governor_stays_signed_in(new_governor, clock):
    client = browser(new_governor)
    assert is_in(client)
    clock(days=3)
    assert is_in(client)


@pytest.fixture
def member(db):
    return cast.officer_of_the_group()


def take_group(officer, group):
    officer.groups.remove(group)


def take_members(officer, group):
    group.user_set.remove(officer)


def take_right(officer, group):
    group.permissions.remove(Permission.objects.get(codename="access_admin"))


def take_another_right(officer, group):
    group.permissions.remove(group.permissions.exclude(codename="access_admin").first())


def delete_group(officer, group):
    group.delete()


@pytest.mark.both_databases
@pytest.mark.parametrize("take", [take_group, take_members, take_right, take_another_right, delete_group])
def test_taking_a_right_away_ends_the_sessions_that_had_it(member, new_governor, take):
    client, other = browser(member, cast.SECOND_FACTOR), browser(new_governor)
    assert is_in(client, "/admin/")
    take(member, member.groups.get())
    assert not is_in(client, "/admin/") and not is_in(client)
    assert is_in(other)


def test_an_administrator_who_is_one_no_longer_is_signed_out(officer):
    from people.models import Person

    boss = Person.objects.create_superuser("boss@council.example", given_name="Bo", family_name="Boss")
    second = Person.objects.create_superuser("second@council.example", given_name="Sam", family_name="Second")
    client, hers = browser(boss, cast.SECOND_FACTOR), browser(second, cast.SECOND_FACTOR)
    assert is_in(hers, "/admin/")
    data = {"email": second.email, "given_name": "Sam", "family_name": "Second", "is_active": "on"}
    client.post(reverse("wagtailusers_users:edit", args=[second.pk]), {**data, "groups": [Group.objects.first().pk]})
    assert not is_in(hers, "/admin/")


# --- Signing out ----------------------------------------------------------------------------------------------------


@pytest.fixture
def link(issued, new_governor) -> str:
    return f"/l/{Delivery.objects.get(mailing=issued.mailing, person=new_governor).link_token}/"


def test_after_signing_out_the_link_asks_for_a_code_in_that_browser_and_any_other(client, link):
    client.post(link)
    assert is_in(client, "/my/")
    cookies = client.cookies["cg_browser"].value
    client.post("/sign-out/")
    client.cookies["cg_browser"] = cookies  # kept by whoever sits there next
    for anybody in (client, Client()):
        anybody.post(link)
        assert not is_in(anybody, "/my/")


# --- One's own ------------------------------------------------------------------------------------------------------


def test_one_sees_where_one_is_signed_in_and_ends_one_there(new_governor, clerk):
    laptop, phone, lost = (browser(new_governor, agent=agent) for agent in (LAPTOP, PHONE, PHONE))
    stranger = browser(clerk)
    for client in (phone, lost, stranger):
        assert is_in(client)
    page = laptop.get(MINE).content.decode()
    assert "Firefox on Windows" in page and page.count("<dt>Chrome on Android</dt>") == 2
    gone = OpenSession.objects.get(session_key=lost.session.session_key)
    laptop.post(MINE, {"end": gone.pk})
    assert is_in(laptop) and is_in(phone) and not is_in(lost)
    laptop.post(MINE, {"end": OpenSession.objects.get(person=clerk).pk})
    assert is_in(stranger)
    laptop.post(MINE, {"end": "others"})
    assert is_in(laptop) and not is_in(phone) and is_in(stranger)


@pytest.mark.parametrize("sent", ["", "x", "999999999999999999999", "-1"])
def test_ending_what_is_not_there_says_so(new_governor, sent):
    client = browser(new_governor)
    answer = client.post(MINE, {"end": sent}, follow=True)
    assert answer.status_code == 200 and "signed out already" in answer.content.decode()


def test_a_session_by_link_sees_no_other(new_governor):
    client = browser(new_governor, cast.LINK)
    assert client.get(MINE).status_code == 403


def test_what_is_over_is_forgotten(new_governor):
    client = browser(new_governor)
    assert is_in(client)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_sessions(now=timezone.now())
    assert not OpenSession.objects.exists() and not Session.objects.exists()


def test_a_session_is_noted_once_a_minute_and_not_with_every_page(new_governor, django_assert_num_queries, clock):
    client = browser(new_governor)
    client.get("/my/details/messages/")
    with django_assert_num_queries(2):  # the session, the person
        client.get("/my/details/messages/")
    clock(seconds=61)
    client.get("/my/details/messages/")
    assert OpenSession.objects.get().seen_at > OpenSession.objects.get().opened_at


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome on Android"),
        (LAPTOP, "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("curl/8.1", ""),
        ("", ""),
        ("<script>alert(1)</script>" * 500, ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_its_owner_calls_it(agent, words):
    assert device_of(agent) == words


# --- A second factor shown just now -----------------------------------------------------------------------------------


@pytest.fixture
def shown_before(officer, clock):
    """An officer whose second factor was shown 15 minutes ago."""
    client = browser(officer, cast.SECOND_FACTOR)
    assert is_in(client, "/admin/")
    clock(minutes=15)
    return client


def test_a_form_about_addresses_asks_before_it_is_filled_in_and_takes_what_was_typed_after(shown_before, new_governor):
    url = reverse("people:edit", args=[new_governor.pk])
    assert shown_before.get(url).url.startswith("/account/reauthenticate/?next=")
    filled_in = {"given_name": "Noor", "family_name": "Newname", "email": new_governor.email}
    assert shown_before.post(url, filled_in).status_code in (200, 302)
    assert "reauthenticate" not in getattr(shown_before.post(url, filled_in), "url", "")


def test_it_is_not_taken_for_ever(shown_before, new_governor, clock):
    clock(minutes=14)
    shown_before.get("/admin/")
    clock(minutes=14)
    url = reverse("people:edit", args=[new_governor.pk])
    assert shown_before.post(url, {}).url.startswith("/account/reauthenticate/")
