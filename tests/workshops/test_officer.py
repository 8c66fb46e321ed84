"""The officer's screens of workshops: writing sessions, inviting, changing, sheets; what they cost; who may not."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from distribution.models import Audience, Delivery, Mailing
from people.enums import OrganisationKind, Role
from people.models import AuditEntry
from tests import cast
from tests.workshops.factories import allocate, booked, crowd, invited, partner, session, workshop
from workshops.audit import INVITATIONS_SENT, NEEDS_SEEN
from workshops.enums import CancelledBy
from workshops.models import Allocation, Booking, Feedback, Invitation, WorkshopSession
from workshops.operations import cancel_booking, state_needs
from workshops.queries import figures_by_kind, total_of

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(second=0, microsecond=0) + timedelta(days=30)


@pytest.fixture
def page(db):
    return workshop()


@pytest.fixture
def room(page):
    return session(page, capacity=2, starts_at=SOON)


@pytest.fixture
def otto(client):
    who = cast.officer_of_the_group()
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    return who


def form(page, *, floors=(), starts=SOON, hours=3, **changes):
    local = timezone.localtime(starts)
    data = {
        "workshop": page.pk, "label": "", "place": "Room 2", "online_link": "", "capacity": 10, "ceiling_percent": "",
        "starts_at": f"{local:%Y-%m-%d %H:%M}", "ends_at": f"{local + timedelta(hours=hours):%Y-%m-%d %H:%M}",
        "stewards": "", "allocations-TOTAL_FORMS": len(floors), "allocations-INITIAL_FORMS": 0,
        "allocations-MIN_NUM_FORMS": 0, "allocations-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for number, (kind, floor, ceiling) in enumerate(floors):
        data |= {
            f"allocations-{number}-kind": kind, f"allocations-{number}-floor": floor,
            f"allocations-{number}-floor_days": 10, f"allocations-{number}-ceiling": ceiling,
            f"allocations-{number}-id": "", f"allocations-{number}-DELETE": "",
        }  # fmt: skip
    return data | changes


def test_a_session_is_written_with_floors_and_ceilings(client, page, otto):
    steward = cast.person("Stew Ard")
    answer = client.post(
        "/admin/sessions/new/", form(page, floors=[("police", 4, ""), ("health", 0, 3)], stewards=steward.email)
    )
    room = WorkshopSession.objects.get()
    assert answer.url == f"/admin/sessions/inspect/{room.pk}/"
    assert room.starts_at == SOON
    assert list(room.stewards.all()) == [steward]
    rows = Allocation.objects.values_list("kind", "floor", "ceiling").order_by("kind")
    assert list(rows) == [("health", 0, 3), ("police", 4, None)]


@pytest.mark.parametrize("workshop", ["", "abc", "0", "9" * 26])
def test_a_session_is_begun_whatever_workshop_the_address_names(client, otto, workshop):
    assert client.get("/admin/sessions/new/", {"workshop": workshop}).status_code == 200
    assert client.get("/admin/invitations/", {"workshop": workshop}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts": timezone.now() - timedelta(days=1)}, "in the past"),
        ({"hours": -1}, "end after it starts"),
        ({"place": ""}, "Say where"),
        ({"capacity": 0}, "greater than or equal to 1"),
        ({"floors": [("police", 8, ""), ("health", 3, "")]}, "More places are kept"),
        ({"floors": [("police", 5, 4)]}, "floor"),
        ({"floors": [("police", 1, ""), ("police", 2, "")]}, "duplicate"),
        ({"stewards": "nobody@nowhere.example"}, "We know nobody with this address"),
        ({"ceiling_percent": 101}, "less than or equal to 100"),
        ({"online_link": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_what_is_wrong_with_a_session_is_said(client, page, otto, changes, words):
    answer = client.post("/admin/sessions/new/", form(page, **changes))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not WorkshopSession.objects.exists()


def test_a_changed_time_tells_everyone_and_a_raised_capacity_promotes(client, page, room, otto):
    rows = [booked(partner(f"Person {n}"), room, now=timezone.now()) for n in range(3)]
    edit = f"/admin/sessions/edit/{room.pk}/"
    refused = client.post(edit, form(page, capacity=1))
    assert "2 people have a place" in refused.content.decode()
    assert client.post(edit, form(page, capacity=3, starts=SOON + timedelta(hours=1))).status_code == 302
    assert Booking.objects.confirmed().count() == 3
    assert Mailing.objects.filter(letters__kind="moved").distinct().count() == 1
    assert rows[2].letters.filter(kind="promoted").count() == 1


def test_floors_are_changed_with_the_session(client, page, room, otto):
    kept, gone = allocate(room, OrganisationKind.POLICE, floor=1), allocate(room, OrganisationKind.HEALTH, floor=1)
    waits = booked(partner("Hol Housing", OrganisationKind.HOUSING), room, now=timezone.now())
    assert waits.state == "waiting"
    data = form(page, floors=[("police", 2, ""), ("health", 1, "")]) | {
        "allocations-INITIAL_FORMS": 2,
        "allocations-0-id": kept.pk,
        "allocations-1-id": gone.pk,
        "allocations-1-DELETE": "on",
        "capacity": 3,
    }
    assert client.post(f"/admin/sessions/edit/{room.pk}/", data).status_code == 302
    assert list(Allocation.objects.values_list("kind", "floor")) == [("police", 2)]
    assert Booking.objects.get().state == "confirmed"


def test_an_audience_is_invited_after_a_look_and_once(client, page, room, otto):
    partner("Pat Police"), partner("Hana Health", OrganisationKind.HEALTH)
    cast.appoint(cast.person("No Address", None), Role.PARTNER, cast.school("Elm Road"))
    audience = Audience.objects.create(name="Partners", roles=[Role.PARTNER])
    url, data = f"/admin/sessions/{room.pk}/invite/", {"audience": audience.pk, "message": "Come."}
    body = client.post(url, data).content.decode()
    assert "<strong>2 people</strong>" in body
    assert not Invitation.objects.exists()
    client.post(url, {**data, "send": "yes"})
    client.post(url, {**data, "send": "yes"})
    assert Invitation.objects.count() == 2
    assert Delivery.objects.count() == 2
    assert AuditEntry.objects.filter(action=INVITATIONS_SENT.code).count() == 1


def test_only_the_silent_are_reminded(client, page, room, otto):
    long_ago = timezone.now() - timedelta(days=8)
    silent, books, declines = partner("Sil Ent"), partner("Boo Ks"), partner("Dec Lines")
    for who in (silent, books, declines):
        invited(who, page, now=long_ago)
    booked(books, room, now=long_ago)
    Invitation.objects.filter(person=declines).update(declined_at=long_ago)
    body = client.get(f"/admin/sessions/{room.pk}/remind/").content.decode()
    assert "Sil Ent" in body
    assert "Boo Ks" not in body
    for _press in range(2):
        client.post(f"/admin/sessions/{room.pk}/remind/")
    sent = Delivery.objects.filter(mailing__kind="invitation_reminder")
    assert [delivery.person for delivery in sent] == [silent]


def test_the_session_is_cancelled_with_a_reason(client, room, otto):
    booked(partner("Pat Police"), room, now=timezone.now())
    assert "Say why" in client.post(f"/admin/sessions/{room.pk}/cancel/", {"reason": ""}).content.decode()
    client.post(f"/admin/sessions/{room.pk}/cancel/", {"reason": "The room is flooded."})
    assert WorkshopSession.objects.get().is_cancelled
    assert client.get(f"/admin/sessions/{room.pk}/cancel/").status_code == 302


def test_an_officer_books_by_telephone_and_cancels(client, room, otto):
    partner("Pat Police")
    data = {
        "session": room.pk, "given_name": "Tel", "family_name": "Ephone", "email": "tel@police.example",
        "organisation": "Mereside Police",
    }  # fmt: skip
    assert client.post("/admin/bookings/new/", {**data, "organisation": "Nowhere"}).status_code == 200
    client.post("/admin/bookings/new/", data)
    row = Booking.objects.get()
    client.post(f"/admin/bookings/{row.pk}/cancel/")
    assert Booking.objects.get().cancelled_by == "officer"


def test_the_kitchen_gets_numbers_and_the_organiser_names(client, room, otto):
    row = booked(partner("Pat Police"), room, now=timezone.now())
    state_needs(booking=row, access=["bsl"], diet=["halal"], other="=cmd|x", now=timezone.now())
    book = load_workbook(io.BytesIO(client.get(f"/admin/sessions/{room.pk}/caterer/?export=xlsx").getvalue()))
    cells = [str(value) for line in book.active.iter_rows(values_only=True) for value in line if value is not None]
    assert "Halal" in cells
    assert not any("Pat" in cell or "cmd" in cell for cell in cells)
    body = client.get(f"/admin/sessions/{room.pk}/needs/").content.decode()
    assert "Pat Police" in body
    assert AuditEntry.objects.filter(action=NEEDS_SEEN.code).exists()


@pytest.mark.parametrize("address", ["needs/", "caterer/"])
def test_needs_are_for_those_with_the_right(client, room, otto, address):
    otto.groups.get().permissions.remove(*otto.groups.get().permissions.filter(codename="view_needs"))
    otto.refresh_from_db()
    cast.sign_in(client, otto, cast.SECOND_FACTOR)
    answer = client.get(f"/admin/sessions/{room.pk}/{address}")
    assert (answer.status_code, answer.url) == (302, "/admin/")  # Wagtail's way to say no


def test_no_export_of_bookings_holds_needs(client, room, otto):
    row = booked(partner("Pat Police"), room, now=timezone.now())
    state_needs(booking=row, access=["bsl"], diet=["halal"], other="A quiet chair", now=timezone.now())
    sheet = b"".join(client.get("/admin/bookings/?export=csv").streaming_content).decode()
    assert "Pat Police" in sheet
    assert "quiet chair" not in sheet
    assert "halal" not in sheet.lower()


@pytest.mark.parametrize("who", ["outsider", "police_partner", "clerk"])
def test_nobody_else_gets_in(client, room, request, who):
    cast.sign_in(client, request.getfixturevalue(who), cast.CODE)
    for address in ("sessions/", f"sessions/{room.pk}/invite/", f"sessions/{room.pk}/needs/", "bookings/"):
        assert client.get(f"/admin/{address}").status_code in (302, 403)


def test_figures_by_kind_sum_to_the_whole(page, room):
    allocate(room, OrganisationKind.HEALTH, ceiling=1)
    people = [partner(f"Person {n}", OrganisationKind.HEALTH if n % 2 else OrganisationKind.POLICE) for n in range(6)]
    for who in people:
        invited(who, page)
    rows = [booked(who, room, now=timezone.now()) for who in people[:5]]
    cancel_booking(booking=rows[0], how=CancelledBy.PERSON, by=people[0], now=timezone.now())
    found = figures_by_kind(page, timezone.now())
    total = total_of(found)
    assert {row.kind for row in found} == {"police", "health"}
    assert (total.invited, total.booked, total.waiting, total.cancelled) == (6, 2, 2, 1)
    assert sum(row.booked for row in found) == total.booked


def test_few_answers_are_not_shown(client, page, otto):
    over = session(page, starts_at=timezone.now() - timedelta(days=2))
    for n in range(4):
        Feedback.objects.create(session=over, useful=5, will_change=5, welcome=5, comment=f"Word {n}", on=SOON.date())
    assert "Word 1" not in client.get(f"/admin/sessions/inspect/{over.pk}/").content.decode()
    Feedback.objects.create(session=over, useful=1, will_change=1, welcome=1, comment="Word 5", on=SOON.date())
    assert "Word 1" in client.get(f"/admin/sessions/inspect/{over.pk}/").content.decode()


@pytest.mark.parametrize("address", ["/admin/sessions/inspect/{}/", "/admin/bookings/?session={}", "/door/{}/"])
def test_a_page_costs_the_same_for_few_and_for_many(client, page, otto, django_assert_max_num_queries, address):
    room = session(page, capacity=5000, starts_at=SOON)
    costs = []
    for count in (3, 60):
        people = crowd(count, page, first=Booking.objects.count())
        now = timezone.now()
        Booking.objects.bulk_create(
            Booking(
                workshop=page, session=room, person=who, name=str(who), state="confirmed", state_at=now, queued_at=now,
                confirmed_at=now, kind="police", code=f"{who.pk:06}",  # of random ones two may be alike
            )
            for who in people
        )  # fmt: skip
        client.get(address.format(room.pk))
        with django_assert_max_num_queries(80) as counted:
            assert client.get(address.format(room.pk)).status_code == 200
        costs.append(len(counted))
    assert costs[0] == costs[1]


def test_5000_bookings_are_exported_in_as_many_queries_as_5(client, page, otto, django_assert_max_num_queries):
    room = session(page, capacity=5000, starts_at=SOON)
    costs = []
    for count in (5, 4995):
        people, now = crowd(count, page, first=Booking.objects.count()), timezone.now()
        Booking.objects.bulk_create(
            Booking(
                workshop=page, session=room, person=who, name=str(who), state="confirmed", state_at=now, queued_at=now,
                confirmed_at=now, kind="police", code=f"{who.pk:06}",  # of random ones two may be alike
            )
            for who in people
        )  # fmt: skip
        with django_assert_max_num_queries(80) as counted:
            sheet = b"".join(client.get("/admin/bookings/?export=csv").streaming_content)
        costs.append(len(counted))
    assert sheet.count(b"\n") == 5005  # with a head of 5 lines
    assert costs[1] <= costs[0]  # the first one may look up a content type
