"""The officer's lists in the admin: open to the officer, closed to others, and no dearer for more rows."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learning.models import Certificate, Completion
from people.audit.actions import NAME_CORRECTED, ORGANISATION_CHANGED
from people.audit_trail import lines_of
from people.enums import Role
from people.models import AuditEntry, Authority, Person
from people.operations import AddressOfStaff, give_address, merge_people
from tests import cast

pytestmark = pytest.mark.django_db
LISTS = [
    "people:index",
    "organisation:index",
    "appointment:index",
    "certificate:index",
    "audience:index",
    "duplicates",
    "audit_report",
]


def fill(number: int, offset: int = 0) -> None:
    for n in range(offset, offset + number):
        who = cast.person(f"Many Governor{n}", f"many{n}@people.example")
        cast.appoint(who, Role.GOVERNOR, cast.school(f"School {n}"), starts_on=date(2025, 9, 1))
        done = Completion.objects.create(
            number=n + 1, subject="00000000-0000-0000-0000-000000000000", module_id=1, module_title="Module", edition=1,
            content_digest="", steps=[], credits=[], source="read", completed_at=cast.NOW, previous_hash=f"p{n}",
            hash=f"h{n}",
        )  # fmt: skip
        Certificate.objects.create(completion=done, person=who, name=str(who), code=f"CODE{n:04}")


def queries(client, url) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_3_rows_and_for_15(client, officer, name):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    url = reverse(name)
    fill(3)
    client.get(url)
    before = queries(client, url)
    fill(12, offset=3)
    assert queries(client, url) == before


FORMS = ["people:edit", "people:inspect", "organisation:edit", "appointment:edit"]


@pytest.mark.parametrize("who", ["new_governor", "clerk", "councillor", "police_partner", "dsl", "outsider"])
@pytest.mark.parametrize("way", [None, cast.LINK, cast.CODE, cast.SECOND_FACTOR])
@pytest.mark.parametrize("name", [*LISTS, *FORMS, "appointment:add", "organisation:add", "audience:count"])
def test_nobody_but_staff_sees_any_of_them(client, request, two_schools, who, way, name):
    if way:
        cast.sign_in(client, request.getfixturevalue(who), way)
    url = reverse(name, args=[two_schools.pk] if name in FORMS else [])
    for method in (client.get, client.post):
        assert method(url, {"given_name": "Eve", "family_name": "Else"}).status_code in (302, 403, 405)
    two_schools.refresh_from_db()
    assert str(two_schools) == "Gwen Twoschools"


@pytest.mark.parametrize("name", ["people:add", "people:delete", "appointment:delete", "organisation:delete"])
def test_nobody_adds_a_person_without_a_seat_or_deletes_anything(client, officer, two_schools, name):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    row = {"people": two_schools, "appointment": two_schools.appointments.first()}.get(name.partition(":")[0])
    row = row or two_schools.appointments.first().organisation
    url = reverse(name, args=[] if name.endswith("add") else [row.pk])
    client.get(url)
    assert client.post(url, {"given_name": "A", "family_name": "B"}).status_code in (302, 403)
    assert type(row).objects.filter(pk=row.pk).exists()
    assert Person.objects.count() == 2


# --- What they show -------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return officer


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def listed(client, name, **query) -> list[str]:
    return [str(row) for row in client.get(reverse(name), query).context["object_list"]]


@pytest.fixture
def directory(two_schools, new_governor, clerk, dsl):
    cast.appoint(cast.person("Una Unreached", email=None), Role.GOVERNOR, cast.school("Quiet Lane Primary"))
    cast.person("Bea Partner", email=None, shared_address=new_governor.email)
    objector = cast.person("Ozzy Objector", objected_at=cast.NOW)
    cast.appoint(objector, Role.GOVERNOR, cast.school("Old School"), ends_on=date(2025, 8, 31), gid="4711")
    Person.objects.filter(pk=clerk.pk).update(email="clerk@chapel-lane.example")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"address": "none"}, ["Una Unreached"]),
        ({"address": "shared"}, ["Bea Partner"]),
        ({"address": "post"}, ["Clem Clerk"]),
        ({"messages": "objected"}, ["Ozzy Objector"]),
        ({"role": Role.CHAIR_OF_GOVERNORS}, ["Gwen Twoschools"]),
        ({"role": Role.GOVERNOR, "address": "own"}, ["Noor Newcomer", "Gwen Twoschools"]),
        ({"q": "TWOSCHÖOLS"}, ["Gwen Twoschools"]),
        ({"q": "gwen.twoschools@people.example"}, ["Gwen Twoschools"]),
        ({"q": "zzz"}, []),
    ],
)
def test_people_are_found(client, staff, directory, query, found):
    assert listed(client, "people:index", **query) == found


def test_a_joined_record_stands_behind_its_person(client, staff, two_schools, new_governor):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    assert "Noor Newcomer" not in listed(client, "people:index")
    assert listed(client, "people:index", joined="with") == ["Gwen Twoschools"]
    assert listed(client, "people:index", joined="aliases") == ["Noor Newcomer"]
    assert listed(client, "people:index", joined="aliases", q="noor") == ["Noor Newcomer"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "ended"}, ["Ozzy Objector"]),
        ({"role": Role.GOVERNANCE_PROFESSIONAL}, ["Clem Clerk"]),
        ({"organisation": "chapel lane"}, ["Clem Clerk"]),
        ({"q": "newcömer"}, ["Noor Newcomer"]),
        ({"q": "Canal Bank"}, ["Noor Newcomer"]),
        ({"q": "4711"}, ["Ozzy Objector"]),
        ({"kind": "academy"}, ["Noor Newcomer"]),
        ({"source": "clerk"}, []),
        ({"ward": "Grange"}, []),
    ],
)
def test_appointments_are_found(client, staff, directory, query, found):
    rows = client.get(reverse("appointment:index"), query).context["object_list"]
    assert [str(row.person) for row in rows] == found


def test_a_school_without_a_known_governor_stands_out_and_is_counted(client, staff, directory):
    names = listed(client, "organisation:index", known="none")
    assert names == ["Chapel Lane Primary", "Old School", "Quay High School"]  # a clerk or a DSL is no governor
    assert "None known" in words(client.get(reverse("organisation:index"), {"known": "none"}))
    panel = words(client.get("/admin/"))
    assert "3 schools without any known governor" in panel
    assert "1 governors without an address" in panel


def test_governors_and_clerks_are_counted_apart_and_vacant_seats_count(client, staff, two_schools, clerk):
    where = clerk.appointments.get().organisation
    for name in ("One Governor", "Two Governor"):
        cast.appoint(cast.person(name), Role.GOVERNOR, where)
    where.board_size = 5
    where.save()
    (row,) = client.get(reverse("organisation:index"), {"q": "Chapel"}).context["object_list"]
    assert (row.governors, row.clerks) == (2, 1)
    assert "of 5 seats, 3 vacant" in words(client.get(reverse("organisation:index"), {"q": "Chapel"}))


# --- What officers write goes through the operations ----------------------------------------------------------------


@pytest.fixture
def ordinary(client, db):
    who = cast.officer_of_the_group()
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    return who


def correct(client, person, **said):
    data = {"given_name": person.given_name, "family_name": person.family_name, "address": person.post_address, **said}
    return client.post(reverse("people:edit", args=[person.pk]), data)


def test_a_name_put_right_beats_an_older_extract(client, ordinary, new_governor):
    new_governor.appointments.update(gid="1")
    correct(client, new_governor, given_name="Nour")
    new_governor.refresh_from_db()
    assert str(new_governor) == "Nour Newcomer"
    assert new_governor.named_at
    assert new_governor.appointments.get().registered == {"name": "Noor Newcomer"}
    assert AuditEntry.objects.get(action=NAME_CORRECTED.code).user == ordinary


def test_an_address_is_given_shared_and_taken_off(client, ordinary, new_governor, two_schools):
    assert "belongs to Gwen Twoschools" in words(correct(client, new_governor, address=two_schools.email))
    correct(client, new_governor, address=two_schools.email, share="on")
    new_governor.refresh_from_db()
    assert (new_governor.email, new_governor.shared_address) == (None, two_schools.email)
    correct(client, new_governor, address="noor@new.example")
    new_governor.refresh_from_db()
    assert (new_governor.email, new_governor.shared_address) == ("noor@new.example", None)
    correct(client, new_governor, address="", objected="on")
    new_governor.refresh_from_db()
    assert new_governor.post_address == ""
    assert new_governor.objected_at


def test_what_is_refused_leaves_all_as_it_was(client, ordinary, new_governor, two_schools):
    correct(client, new_governor, given_name="Eve", address=two_schools.email)
    new_governor.refresh_from_db()
    assert str(new_governor) == "Noor Newcomer"


def test_an_officer_does_not_change_the_record_of_an_administrator(client, ordinary, officer):
    assert correct(client, officer, address="mine@evil.example").status_code in (302, 403)
    officer.refresh_from_db()
    assert officer.email == "oona.officer@people.example"
    with pytest.raises(AddressOfStaff):
        give_address(person=officer, address="mine@evil.example", by=ordinary, now=cast.NOW)


def test_a_joiner_is_added_once_with_the_officer_as_source(client, ordinary, clerk):
    where = clerk.appointments.get().organisation
    data = {
        "organisation": "chapel lane", "role": "governor", "given_name": "Jo", "family_name": "Joiner",
        "address": "jo@people.example", "starts_on": "2026-11-01",
    }  # fmt: skip
    for _press in range(2):
        assert client.post(reverse("appointment:add"), data).status_code == 302
    row = where.appointments.get(role=Role.GOVERNOR)
    assert (row.source, row.person.email, row.said_at is not None) == ("officer", "jo@people.example", True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"organisation": "zzz"}, "We know no organisation"),
        ({"organisation": "primary"}, "More than one fits"),
        ({"family_name": "", "given_name": ""}, "Enter a name"),
        ({"ends_on": "2020-01-01"}, "cannot end before it starts"),
        ({"address": "clem.clerk@people.example"}, "belongs to Clem Clerk"),
        ({"address": "x"}, "valid email"),
    ],
)
def test_a_joiner_that_cannot_be_is_told_so(client, ordinary, clerk, two_schools, change, said):
    data = {
        "organisation": "chapel lane", "role": "governor", "given_name": "Jo", "family_name": "Joiner", "address": "",
        "starts_on": "2026-11-01",
    }  # fmt: skip
    response = client.post(reverse("appointment:add"), {**data, **change})
    assert response.status_code == 200
    assert said in words(response)
    assert not Person.objects.filter(family_name="Joiner").exists()


def test_a_correction_keeps_what_stood_before(client, ordinary, new_governor):
    row = new_governor.appointments.get()
    url = reverse("appointment:edit", args=[row.pk])
    client.post(url, {"role": Role.CHAIR_OF_GOVERNORS, "starts_on": "2024-09-01", "ends_on": "2026-12-31"})
    row.refresh_from_db()
    assert (row.role, row.ends_on, row.source) == (Role.CHAIR_OF_GOVERNORS, date(2026, 12, 31), "officer")
    assert row.versions.get().role == Role.GOVERNOR
    page = words(client.get(reverse("people:inspect", args=[new_governor.pk])))
    assert "what it said from" in page
    client.post(url, {"role": Role.CHAIR_OF_GOVERNORS, "starts_on": "2024-09-01", "ends_on": "2026-12-31"})
    assert row.versions.count() == 1  # the same again changes nothing
    old = row.versions.get()
    assert client.get(reverse("appointment:edit", args=[old.pk])).status_code == 404


def test_a_school_put_right_is_kept_in_the_log(client, ordinary, clerk):
    where = clerk.appointments.get().organisation
    academy = cast.school("New Academy", urn="123456")
    data = {"name": where.name, "kind": where.kind, "phase": where.phase, "status": "closed", "board_size": "9"}
    client.post(reverse("organisation:edit", args=[where.pk]), {**data, "carried_on_by": "123456"})
    where.refresh_from_db()
    assert (where.board_size, where.successor, where.urn) == (9, academy, None)
    kept = AuditEntry.objects.for_instance(where).get(action=ORGANISATION_CHANGED.code)
    assert {"board_size", "successor"} <= set(kept.data["fields"])


# --- Authorities ----------------------------------------------------------------------------------------------------


def test_an_officer_says_which_authorities_are_ours(client, ordinary):
    client.post(reverse("authority:add"), {"name": "Mereside", "code": "876"})
    row = Authority.objects.get(code="876")
    client.post(reverse("authority:edit", args=[row.pk]), {"name": "Mereside Borough", "code": "876"})
    client.post(reverse("authority:delete", args=[row.pk]))
    assert not Authority.objects.exists()
    kept = AuditEntry.objects.for_instance(row).order_by("pk")
    assert [line.what for line in lines_of(kept)] == ["Authority added", "Authority changed", "Authority removed"]
    assert kept.last().data == {"code": 876}


@pytest.mark.parametrize("code", ["", "87", "0876", "Halton", "８７６"])
def test_a_number_that_no_authority_has_is_refused(client, ordinary, code):
    response = client.post(reverse("authority:add"), {"name": "Mereside", "code": code})
    assert response.status_code == 200 and not Authority.objects.exists()


def test_an_authority_is_named_once(client, ordinary):
    Authority.objects.create(code="876", name="Mereside")
    client.post(reverse("authority:add"), {"name": "Again", "code": "876"})
    assert Authority.objects.get().name == "Mereside"
