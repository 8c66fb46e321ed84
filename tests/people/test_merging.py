"""Records that may be one person: offered, compared, joined, parted; never by themselves."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learning.models import Enrolment
from learning.operations import issue_briefing
from people.audit.actions import PEOPLE_MERGED, PEOPLE_UNMERGED, TOLD_APART
from people.duplicates import Likeness, counts, groups
from people.enums import OrganisationKind, Role
from people.models import Address, AuditEntry, DifferentPeople, Merge, Person
from people.operations import CannotMerge, end_appointment, merge_people, tell_apart, unmerge_people
from tests import cast

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def staff(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return officer


@pytest.fixture
def twice(new_governor):
    """Noor once more, from an extract: accents, capitals, no address, the same school."""
    again = cast.person("NOÖR NEWCOMER", email=None)
    cast.appoint(again, Role.GOVERNOR, new_governor.appointments.get().organisation, gid="77")
    return again


def compare(one, other) -> str:
    return reverse("compare_people", args=[one.pk, other.pk])


# --- Who may --------------------------------------------------------------------------------------------------------


def addresses(one, other, joining=1):
    return [
        reverse("duplicates"),
        reverse("find_double", args=[one.pk]),
        compare(one, other),
        reverse("merged_records"),
        reverse("unmerge_record", args=[joining]),
    ]


@pytest.mark.parametrize("who", ["two_schools", "clerk", "councillor", "police_partner", "dsl", "outsider"])
@pytest.mark.parametrize("way", [None, cast.LINK, cast.CODE, cast.SECOND_FACTOR])
def test_nobody_but_officers_sees_or_joins(client, request, who, way, new_governor, twice):
    person = request.getfixturevalue(who)
    if way:
        cast.sign_in(client, person, way)
    for path in addresses(new_governor, twice):
        for method in (client.get, client.post):
            assert method(path, {"decision": "join"}).status_code in (302, 403)
    assert not Merge.objects.exists()


@pytest.mark.parametrize("way", [cast.LINK, cast.CODE])
def test_an_officer_without_a_second_factor_does_not(client, officer, way, new_governor, twice):
    cast.sign_in(client, officer, way)
    client.post(compare(new_governor, twice), {"decision": "join"})
    assert not Merge.objects.exists()


def test_an_officer_of_the_group_may(client, new_governor, twice):
    who = cast.officer_of_the_group()
    cast.sign_in(client, who, cast.SECOND_FACTOR)
    assert client.get(reverse("duplicates")).status_code == 200
    client.post(compare(new_governor, twice), {"decision": "join"})
    assert Merge.objects.get().by == who


def test_looking_joins_nobody(client, staff, new_governor, twice):
    for path in addresses(new_governor, twice)[:4]:
        assert client.get(path, {"decision": "join"}).status_code == 200
    assert not Merge.objects.exists()


# --- What is offered ------------------------------------------------------------------------------------------------


def test_the_same_name_at_the_same_school_is_offered_and_counted(client, staff, new_governor, twice):
    assert counts() == {"board": 1, "address": 0, "name": 1}
    page = client.get(reverse("duplicates"))
    assert "Same name, same school (1)" in words(page)
    assert compare(new_governor, twice) in page.content.decode()


def test_so_it_is_when_the_school_became_an_academy(new_governor):
    before = new_governor.appointments.get().organisation
    academy = cast.school("Canal Bank Trust School", kind=OrganisationKind.ACADEMY)
    before.successor = academy
    before.save()
    again = cast.person("Noor Newcomer", "noor@other.example")
    cast.appoint(again, Role.GOVERNOR, academy)
    assert groups(Likeness.BOARD).count() == 1


def test_so_it_is_when_one_term_has_ended(new_governor, twice):
    end_appointment(
        appointment=twice.appointments.get(), ends_on=cast.NOW.date(), by=None, source="officer", now=cast.NOW
    )
    assert groups(Likeness.BOARD).count() == 1


@pytest.mark.parametrize(
    ("name", "shared", "likeness"),
    [
        ("Noor Newcomer", False, Likeness.NAME),
        ("Nöor NEWCOMER", True, Likeness.ADDRESS),
        ("Nora Newcomer", True, None),  # a couple
    ],
)
def test_how_alike_they_are(new_governor, name, shared, likeness):
    other = cast.person(name, email=None, shared_address=new_governor.email if shared else None)
    cast.appoint(other, Role.GOVERNOR, cast.school("Somewhere Else"))
    found = {kind for kind in Likeness if groups(kind).exists()}
    assert found == ({likeness, Likeness.NAME} if likeness else set())


def test_one_person_on_two_boards_is_no_duplicate(two_schools):
    assert not any(groups(kind).exists() for kind in Likeness)


def test_people_without_a_name_are_not_all_the_same(db):
    for n in range(2):
        cast.appoint(Person.objects.create_user(f"n{n}@people.example"), Role.GOVERNOR, cast.school(f"S{n}"))
    assert not any(groups(kind).exists() for kind in Likeness)


@pytest.mark.parametrize("search", ["noor", "NEWCOMER noör", "newc"])
def test_search_finds_however_it_is_spelt(client, staff, new_governor, twice, search):
    url = f"{reverse('duplicates')}?q={search}"
    assert compare(new_governor, twice) in client.get(url).content.decode()
    assert compare(new_governor, twice) not in client.get(f"{reverse('duplicates')}?q=zzz").content.decode()


def test_the_list_costs_the_same_for_many_pairs(client, staff):
    def fill(number, offset=0):
        for n in range(offset, offset + number):
            where = cast.school(f"School {n}")
            for copy in range(2):
                cast.appoint(cast.person(f"Same Name{n}", f"same{n}.{copy}@people.example"), Role.GOVERNOR, where)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("duplicates")).status_code == 200
        return len(captured)

    fill(2)
    client.get(reverse("duplicates"))
    before = cost()
    fill(10, offset=2)
    assert cost() == before


# --- Two different people -------------------------------------------------------------------------------------------


def test_two_different_people_are_not_offered_again(client, staff, new_governor, twice):
    client.post(compare(new_governor, twice), {"decision": "apart"})
    row = DifferentPeople.objects.get()
    assert {row.first, row.second, row.by} == {new_governor, twice, staff}
    assert counts() == {"board": 0, "address": 0, "name": 0}
    assert "said on" in words(client.get(compare(twice, new_governor)))
    assert AuditEntry.objects.filter(action=TOLD_APART.code, user=staff).count() == 1


def test_a_third_of_that_name_is_offered_still(new_governor, twice):
    tell_apart(one=twice, other=new_governor, by=None, now=cast.NOW)
    third = cast.person("Noor Newcomer", "third@people.example")
    cast.appoint(third, Role.GOVERNOR, new_governor.appointments.get().organisation)
    assert groups(Likeness.BOARD).count() == 1
    tell_apart(one=third, other=new_governor, by=None, now=cast.NOW)
    tell_apart(one=third, other=twice, by=None, now=cast.NOW)
    assert groups(Likeness.BOARD).count() == 0


def test_saying_it_twice_changes_nothing(new_governor, twice):
    tell_apart(one=twice, other=new_governor, by=None, now=cast.NOW)
    tell_apart(one=new_governor, other=twice, by=None, now=cast.NOW)
    assert DifferentPeople.objects.count() == 1


# --- Joining --------------------------------------------------------------------------------------------------------


def test_the_preview_says_whose_address_signs_in(client, staff, new_governor, twice, two_schools):
    assert "The address noor.newcomer@people.example moves over" in words(client.get(compare(twice, new_governor)))
    both = words(client.get(compare(two_schools, new_governor)))
    assert "Messages go to gwen.twoschools@people.example" in both
    assert "or to noor.newcomer@people.example signs in this one person" in both
    assert "Nothing that we can see" in both


def test_joining_makes_one_person_of_both_everywhere(client, staff, new_governor, twice):
    answer = client.post(compare(twice, new_governor), {"decision": "join"})
    assert answer.url == reverse("people:inspect", args=[twice.pk])
    twice.refresh_from_db()
    new_governor.refresh_from_db()
    assert new_governor.canonical == twice
    assert (twice.email, new_governor.email) == ("noor.newcomer@people.example", None)
    assert counts()["board"] == 0
    assert "Joined records" in words(client.get(answer.url))
    assert AuditEntry.objects.filter(action=PEOPLE_MERGED.code, user=staff).count() == 1


def test_briefings_of_both_stand_on_the_page(client, staff, briefing, new_governor, twice):
    issue_briefing(briefing=briefing, by=staff, now=timezone.now())
    assert Enrolment.objects.filter(person__in=[new_governor, twice]).count() == 2
    assert words(client.get(compare(new_governor, twice))).count("Contextual safeguarding: Not started") == 2


@pytest.mark.parametrize("same", [True, False])
def test_what_cannot_be_joined_is_told_so(client, staff, new_governor, twice, two_schools, same):
    if same:
        assert client.get(compare(twice, twice)).status_code == 302
        return
    merge_people(keep=two_schools, alias=twice, by=None, now=cast.NOW)
    assert client.post(compare(new_governor, twice), {"decision": "join"}).status_code == 302
    assert Merge.objects.count() == 1


def test_nobody_joins_their_own_address_to_somebody_with_rights(new_governor, officer):
    plain = cast.officer_of_the_group()
    with pytest.raises(CannotMerge):
        merge_people(keep=officer, alias=new_governor, by=plain, now=cast.NOW)
    with pytest.raises(CannotMerge):
        merge_people(keep=new_governor, alias=officer, by=officer, now=cast.NOW)
    merge_people(keep=plain, alias=new_governor, by=plain, now=cast.NOW)  # their own two records


@pytest.mark.parametrize("decision", ["", "maybe"])
def test_any_other_answer_changes_nothing(client, staff, new_governor, twice, decision):
    client.post(compare(new_governor, twice), {"decision": decision})
    assert not Merge.objects.exists()
    assert not DifferentPeople.objects.exists()


# --- Finding and parting --------------------------------------------------------------------------------------------


def test_the_other_record_is_found_by_name_or_address_earlier_ones_too(client, staff, new_governor, two_schools):
    Address.objects.create(person=two_schools, address="gwen@before.example", until=cast.NOW)
    url = reverse("find_double", args=[new_governor.pk])
    for search in ("TWOSCHOOLS gwen", two_schools.email, "Gwen@Before.example"):
        assert compare(new_governor, two_schools) in client.get(url, {"q": search}).content.decode()
    assert "Nobody fits" in words(client.get(url, {"q": "zzz"}))


def test_parting_gives_back_what_the_record_brought(client, staff, new_governor, twice):
    row = merge_people(keep=twice, alias=new_governor, by=staff, now=cast.NOW)
    page = words(client.get(reverse("unmerge_record", args=[row.pk])))
    assert "The address noor.newcomer@people.example goes back" in page
    assert "Part again" in words(client.get(reverse("merged_records")))
    client.post(reverse("unmerge_record", args=[row.pk]))
    new_governor.refresh_from_db()
    twice.refresh_from_db()
    assert (new_governor.email, twice.email, new_governor.is_alias) == ("noor.newcomer@people.example", None, False)
    assert "No record is joined" in words(client.get(reverse("merged_records")))
    assert AuditEntry.objects.filter(action=PEOPLE_UNMERGED.code, user=staff).count() == 1
    assert client.get(reverse("unmerge_record", args=[row.pk])).status_code == 404


def test_joined_and_parted_many_times_nothing_is_lost(new_governor, twice):
    before = list(Person.objects.order_by("pk").values("pk", "email", "canonical", "objected_at"))
    for _round in range(3):
        merge_people(keep=twice, alias=new_governor, by=None, now=cast.NOW)
        unmerge_people(alias=new_governor, by=None, now=cast.NOW)
    assert list(Person.objects.order_by("pk").values("pk", "email", "canonical", "objected_at")) == before


def as_held():
    fields = ("pk", "email", "shared_address", "email_verified_at", "objected_at", "canonical")
    return list(Person.objects.order_by("pk").values(*fields))


def test_parting_gives_back_all_that_joining_took(new_governor, twice):
    Person.objects.filter(pk=twice.pk).update(shared_address="home@people.example")
    Person.objects.filter(pk=new_governor.pk).update(email_verified_at=cast.NOW, objected_at=cast.NOW)
    before = as_held()
    for _round in range(2):
        merge_people(keep=twice, alias=new_governor, by=None, now=cast.NOW)
        twice.refresh_from_db()
        assert (twice.email, twice.shared_address, twice.objected_at) == (new_governor.email, None, cast.NOW)
        unmerge_people(alias=new_governor, by=None, now=cast.NOW)
        assert as_held() == before


def test_an_objection_stays_while_another_record_of_theirs_has_said_no(new_governor, twice, two_schools):
    Person.objects.filter(pk__in=[new_governor.pk, two_schools.pk]).update(objected_at=cast.NOW)
    before = as_held()
    for alias in (new_governor, two_schools):
        merge_people(keep=twice, alias=alias, by=None, now=cast.NOW)
    unmerge_people(alias=new_governor, by=None, now=cast.NOW)
    twice.refresh_from_db()
    assert twice.objected_at == cast.NOW
    unmerge_people(alias=two_schools, by=None, now=cast.NOW)
    assert [row["objected_at"] for row in as_held()] == [row["objected_at"] for row in before]


@pytest.mark.parametrize("first", ["inner", "outer"])
def test_a_chain_of_joins_is_undone_in_either_order(new_governor, twice, first):
    Person.objects.filter(pk=new_governor.pk).update(email_verified_at=cast.NOW, objected_at=cast.NOW)
    Person.objects.filter(pk=twice.pk).update(shared_address="home@people.example")
    top = cast.person("Noor Newcomer", email=None, shared_address="other@people.example")
    before = as_held()
    merge_people(keep=twice, alias=new_governor, by=None, now=cast.NOW)
    merge_people(keep=top, alias=twice, by=None, now=cast.NOW)
    for alias in (new_governor, twice) if first == "inner" else (twice, new_governor):
        unmerge_people(alias=alias, by=None, now=cast.NOW)
    assert as_held() == before
