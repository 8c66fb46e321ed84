"""A couple with one address, records that were joined, addresses that moved: whose post goes where, whom it lets in."""

import pytest
from django.test import Client
from django.utils import timezone

from distribution.audiences import counts
from distribution.enums import DeliveryState, Queue
from distribution.models import Delivery, Suppression
from distribution.sending import send_due
from people.enums import AddressRemoved, Role
from people.operations import forget_address, give_address, merge_people, unmerge_people
from tests import cast

pytestmark = pytest.mark.django_db


def signed_in(client) -> int | None:
    """Whom the next request of this browser belongs to."""
    user = client.get("/check/").wsgi_request.user
    return user.pk if user.is_authenticated else None


def link(delivery) -> str:
    return f"/l/{delivery.link_token}/"


def last_code() -> Delivery:
    return cast.codes_sent().latest("pk")


@pytest.fixture
def partner(new_governor):
    """Bea gets her post at Noor's address."""
    who = cast.person("Bea Partner", email=None, shared_address=new_governor.email)
    cast.appoint(who, Role.GOVERNOR, new_governor.appointments.get().organisation)
    return who


@pytest.fixture
def both(new_governor, partner):
    mailing = cast.mailing([new_governor, partner], now=timezone.now(), link_path="/my/", link_title="A briefing")
    return mailing.deliveries.get(person=new_governor), mailing.deliveries.get(person=partner)


def test_each_of_a_couple_gets_their_own_message_at_the_one_address(new_governor, both):
    assert [row.address for row in both] == [new_governor.email] * 2


def test_somebody_with_a_shared_address_can_be_reached(audience, partner):
    assert counts(audience, cast.NOW.date()).without_address == 0


def test_each_link_opens_its_own_person(client, new_governor, partner, both):
    client.post(link(both[1]))
    assert signed_in(client) == partner.pk
    partner.refresh_from_db()
    assert partner.email_verified_at is None  # the mailbox is Noor's
    other = Client()
    other.post(link(both[0]))
    assert signed_in(other) == new_governor.pk


def test_a_code_behind_a_link_signs_in_the_one_whose_link_it_is(client, new_governor, partner, both):
    Client().post(link(both[1]))
    client.post(link(both[1]))
    row = last_code()
    assert (row.person, row.address) == (partner, new_governor.email)
    client.post("/start/code/", {"code": row.values["code"]})
    assert signed_in(client) == partner.pk


def test_another_code_on_the_same_page_is_for_the_same_person(client, partner, both):
    Client().post(link(both[1]))
    client.post(link(both[1]))
    client.post("/start/code/", {"action": "resend"})
    assert cast.codes_sent().filter(person=partner).count() == 2
    client.post("/start/code/", {"code": last_code().values["code"]})
    assert signed_in(client) == partner.pk


def test_the_address_typed_at_the_door_signs_in_its_owner(client, new_governor, partner):
    client.post("/start/", {"email": new_governor.email})
    row = last_code()
    assert row.person == new_governor
    client.post("/start/code/", {"code": row.values["code"]})
    assert signed_in(client) == new_governor.pk


def test_a_shared_address_that_is_nobodys_own_lets_nobody_in_by_typing_it(client, db):
    cast.person("Una Shared", email=None, shared_address="home@people.example")
    client.post("/start/", {"email": "home@people.example"})
    assert not Delivery.objects.exists()


def test_a_page_that_needs_a_code_sends_it_for_whoever_is_signed_in(client, new_governor):
    cast.sign_in(client, new_governor, cast.LINK)
    answer = client.get("/my/details/address/")
    assert answer.status_code == 403
    assert b'action="/start/mine/"' in answer.content
    client.post("/start/mine/", {"next": "/my/details/address/"})
    assert signed_in(client) is None
    row = last_code()
    assert row.person == new_governor
    done = client.post("/start/code/?next=/my/details/address/", {"code": row.values["code"]})
    assert done.url == "/my/details/address/"
    assert signed_in(client) == new_governor.pk
    assert client.get("/my/details/address/").status_code == 200


# --- A code to a shared address opens no more than a link does (decision 16) -----------------------------------------


@pytest.fixture
def chair(partner):
    """Bea chairs the board that Noor sits on."""
    partner.appointments.update(role=Role.CHAIR_OF_GOVERNORS)
    return partner


def opened(client, chair) -> list[int]:
    """The chair's board, the list of boards, a new address, a passkey."""
    board = chair.appointments.get().organisation_id
    paths = (f"/boards/{board}/", "/boards/", "/my/details/address/", "/account/2fa/")
    return [client.get(path).status_code for path in paths]


def test_who_shares_an_address_is_told_that_boards_need_their_own(client, chair, both):
    client.post(link(both[1]))
    told = client.post("/start/mine/", {"next": "/boards/"}, follow=True)
    assert "needs an e-mail address of your own" in told.content.decode()
    assert not cast.codes_sent().exists()
    assert signed_in(client) == chair.pk  # what the link opened stays open
    assert opened(client, chair) == [403] * 4


@pytest.mark.parametrize("presses", [1, 2])
@pytest.mark.parametrize("resend", [False, True])
def test_a_code_at_a_shared_address_opens_ones_briefings_and_no_board(client, chair, both, presses, resend):
    Client().post(link(both[1]))  # on the first device
    for _press in range(presses):
        client.post(link(both[1]))
    if resend:
        client.post("/start/code/", {"action": "resend"})
    right = last_code().values["code"]
    client.post("/start/code/", {"code": "000000" if right != "000000" else "111111"})
    assert signed_in(client) is None
    client.post("/start/code/?next=/boards/", {"code": right})
    assert signed_in(client) == chair.pk
    assert client.get("/my/").status_code == 200
    assert opened(client, chair) == [403] * 4
    chair.refresh_from_db()
    assert chair.email_verified_at is None


def test_an_address_of_ones_own_opens_the_board_by_code(client, chair):
    give_address(person=chair, address="bea@own.example", by=None, now=cast.NOW)
    client.post("/start/", {"email": "bea@own.example"})
    client.post("/start/code/", {"code": last_code().values["code"]})
    assert opened(client, chair)[0] == 200


def test_the_owner_who_types_the_address_while_the_others_code_waits_gets_their_own(
    client, new_governor, partner, both
):
    Client().post(link(both[1]))
    client.post(link(both[1]))
    client.post("/start/again/")
    client.post("/start/", {"email": new_governor.email})
    row = last_code()
    assert row.person == new_governor
    client.post("/start/code/", {"code": row.values["code"]})
    assert signed_in(client) == new_governor.pk


def test_a_code_to_an_address_that_moved_meanwhile_lets_nobody_in(client, new_governor):
    client.post("/start/", {"email": new_governor.email})
    code = last_code().values["code"]
    give_address(person=new_governor, address="noor@new.example", by=None, now=cast.NOW)
    answer = client.post("/start/code/", {"code": code}, follow=True)
    assert b"This code does not work any more" in answer.content
    assert signed_in(client) is None


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_page_after_the_code_is_one_of_ours(client, new_governor, wanted):
    cast.sign_in(client, new_governor, cast.LINK)
    assert "evil" not in client.post("/start/mine/", {"next": wanted}).url
    assert "alert" not in client.post("/start/mine/", {"next": wanted}).url


def test_one_who_objects_does_not_silence_the_other(new_governor, both, sink):
    new_governor.objected_at = cast.NOW
    new_governor.save()
    send_due(queue=Queue.BULK)
    for row in both:
        row.refresh_from_db()
    assert [row.state for row in both] == [DeliveryState.CANCELLED, DeliveryState.SENT]


def test_an_address_not_to_write_to_holds_for_both(new_governor, both, sink):
    Suppression.objects.create(address=new_governor.email, reason="asked")
    send_due(queue=Queue.BULK)
    assert {row.state for row in Delivery.objects.all()} == {DeliveryState.CANCELLED}


# --- Records that were joined ---------------------------------------------------------------------------------------


@pytest.fixture
def delivery(new_governor):
    return cast.mailing([new_governor], now=timezone.now(), link_path="/my/").deliveries.get()


def test_the_link_of_a_joined_record_opens_the_person_it_was_joined_to(client, delivery, new_governor, two_schools):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    assert b"Gwen Twoschools" in client.get(link(delivery)).content
    client.post(link(delivery))
    assert signed_in(client) == two_schools.pk


def test_so_it_does_when_the_address_moved_over(client, delivery, new_governor):
    keep = cast.person("Noor Newcomer", email=None)
    merge_people(keep=keep, alias=new_governor, by=None, now=cast.NOW)
    client.post(link(delivery))
    assert signed_in(client) == keep.pk
    keep.refresh_from_db()
    assert keep.email_verified_at is not None


def test_the_other_address_of_somebody_known_twice_signs_in_the_one_person(client, new_governor, two_schools):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    client.post("/start/", {"email": new_governor.email})
    row = last_code()
    assert (row.person, row.address) == (two_schools, new_governor.email)
    client.post("/start/code/", {"code": row.values["code"]})
    assert signed_in(client) == two_schools.pk
    two_schools.refresh_from_db()
    assert two_schools.email_verified_at is None  # the code came to the other address


def test_after_parting_each_address_signs_in_its_own_record(client, delivery, new_governor, two_schools):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    unmerge_people(alias=new_governor, by=None, now=cast.NOW)
    client.post(link(delivery))
    assert signed_in(client) == new_governor.pk


@pytest.mark.parametrize("moved", [True, False])
def test_parting_ends_the_session_that_the_other_records_mailbox_opened(client, new_governor, two_schools, moved):
    keep = cast.person("Noor Newcomer", email=None) if moved else two_schools
    merge_people(keep=keep, alias=new_governor, by=None, now=cast.NOW)
    client.post("/start/", {"email": new_governor.email})
    client.post("/start/code/", {"code": last_code().values["code"]})
    assert signed_in(client) == keep.pk
    unmerge_people(alias=new_governor, by=None, now=cast.NOW)
    assert signed_in(client) is None


def test_joining_ends_the_session_that_the_shared_address_opened(client, new_governor, partner, both):
    client.post(link(both[1]))
    again = cast.person("Bea Partner", "bea@own.example")
    merge_people(keep=partner, alias=again, by=None, now=cast.NOW)
    assert signed_in(client) is None


def test_a_code_that_was_on_its_way_when_they_were_parted_opens_neither(client, new_governor, two_schools):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    client.post("/start/", {"email": new_governor.email})
    code = last_code().values["code"]
    unmerge_people(alias=new_governor, by=None, now=cast.NOW)
    client.post("/start/code/", {"code": code})
    assert signed_in(client) is None


@pytest.mark.parametrize("way", [cast.LINK, cast.CODE, cast.SECOND_FACTOR])
def test_who_is_signed_in_while_their_record_is_joined_signs_in_again(client, new_governor, two_schools, way):
    cast.sign_in(client, new_governor, way)
    assert client.get("/my/").status_code == 200
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    assert client.get("/my/").status_code == 302
    assert signed_in(client) is None


def test_a_code_that_was_on_its_way_when_the_record_was_joined_opens_no_joined_record(
    client, new_governor, two_schools
):
    client.post("/start/", {"email": new_governor.email})
    code = last_code().values["code"]
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    client.post("/start/code/", {"code": code})
    assert signed_in(client) is None


# --- Addresses that moved -------------------------------------------------------------------------------------------


def test_a_link_in_a_mailbox_that_is_no_longer_theirs_only_sends_a_code_to_the_new_one(client, delivery, new_governor):
    give_address(person=new_governor, address="noor@new.example", by=None, now=cast.NOW)
    assert b"n****@new.example" in client.get(link(delivery)).content
    client.post(link(delivery))
    assert signed_in(client) is None
    assert last_code().address == "noor@new.example"


def test_a_link_opens_nothing_once_the_address_is_taken_off(client, delivery, new_governor):
    forget_address(person=new_governor, by=None, now=cast.NOW, reason=AddressRemoved.BY_OFFICER)
    assert client.get(link(delivery)).status_code == 404
    assert client.post(link(delivery)).status_code == 404
    assert signed_in(client) is None


@pytest.mark.parametrize("change", ["give", "forget"])
def test_a_session_that_the_old_address_opened_ends(client, new_governor, change):
    cast.sign_in(client, new_governor)
    assert signed_in(client) == new_governor.pk
    if change == "give":
        give_address(person=new_governor, address="noor@new.example", by=None, now=cast.NOW)
    else:
        forget_address(person=new_governor, by=None, now=cast.NOW, reason=AddressRemoved.BY_OFFICER)
    assert signed_in(client) is None
