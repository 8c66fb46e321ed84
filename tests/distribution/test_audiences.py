"""Who is in an audience: people by their appointments, each once."""

import random
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from distribution.audiences import (
    Counts,
    appointments_in,
    counts,
    members,
    people_in,
    with_hats,
)
from distribution.models import Audience
from people.enums import GOVERNOR_ROLES, OrganisationKind, Phase, Role
from people.models import Appointment, Organisation
from people.operations import merge_people
from tests import cast

TODAY = date(2026, 11, 2)
PAST = date(2025, 8, 31)


def names(audience, on=TODAY):
    return [member.person.family_name for member in members(audience, on)]


@pytest.fixture
def everyone(two_schools, new_governor, clerk, councillor, police_partner, dsl, outsider):
    """The cast; the outsider has no appointment."""


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"roles": [Role.GOVERNOR]}, ["Newcomer", "Twoschools"]),
        ({"roles": [Role.CHAIR_OF_GOVERNORS]}, ["Twoschools"]),
        ({"roles": [Role.GOVERNANCE_PROFESSIONAL]}, ["Clerk"]),
        ({"kinds": [OrganisationKind.ACADEMY]}, ["Newcomer"]),
        ({"phases": [Phase.SECONDARY]}, ["Newcomer", "Safelead"]),
        ({"roles": [Role.GOVERNOR], "phases": [Phase.PRIMARY]}, ["Twoschools"]),
        ({"kinds": [OrganisationKind.POLICE, OrganisationKind.COUNCIL]}, ["Councillor", "Police"]),
        ({"roles": [Role.TEACHER]}, []),
        ({}, ["Clerk", "Councillor", "Newcomer", "Police", "Safelead", "Twoschools"]),
    ],
)
def test_the_rule_picks_by_role_kind_and_phase(everyone, rule, expected):
    assert names(Audience.objects.create(name="rule", **rule)) == expected


def test_only_named_organisations(everyone, new_governor):
    audience = Audience.objects.create(name="one school", roles=[Role.GOVERNOR])
    audience.organisations.add(new_governor.appointments.get().organisation)
    assert names(audience) == ["Newcomer"]


def test_a_person_of_many_hats_stands_once_with_every_school(audience, two_schools):
    (member,) = members(audience, TODAY)
    assert member.organisations == ("Elm Road Infants", "Mersey View Primary")
    assert member.roles == (Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS)


@pytest.mark.parametrize(
    ("change", "on", "there"),
    [
        ({}, TODAY, True),
        ({"starts_on": TODAY}, TODAY, True),
        ({"starts_on": date(2026, 11, 3)}, TODAY, False),
        ({"ends_on": TODAY}, TODAY, True),
        ({"ends_on": date(2026, 11, 1)}, TODAY, False),
        ({"starts_on": None, "ends_on": None}, TODAY, True),
        ({"superseded_at": cast.NOW}, TODAY, False),
    ],
)
def test_the_term_decides_on_the_day(audience, new_governor, change, on, there):
    Appointment.objects.update(**change)
    assert bool(names(audience, on)) == there


def test_a_closed_school_has_no_audience(audience, new_governor):
    school = new_governor.appointments.get().organisation
    school.closed_on = TODAY
    school.save()
    assert names(audience) == []


def test_records_joined_into_one_person_count_as_that_person(audience, two_schools, new_governor):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    (member,) = members(audience, TODAY)
    assert member.person == two_schools
    assert member.organisations == ("Canal Bank Academy", "Elm Road Infants", "Mersey View Primary")


def test_who_has_no_address_is_a_member_and_is_named(audience, new_governor):
    silent = cast.person("Una Unreached", email=None)
    cast.appoint(silent, Role.GOVERNOR, new_governor.appointments.get().organisation)
    assert [m.person for m in members(audience, TODAY) if not m.person.post_address] == [silent]


@pytest.mark.parametrize("count", [3, 300])
def test_the_number_of_queries_does_not_grow_with_the_members(audience, django_assert_num_queries, count):
    cast.many_governors(count)
    with django_assert_num_queries(3):
        assert len(members(audience, TODAY)) == count


# --- Wards ----------------------------------------------------------------------------------------------------------


def test_the_rule_picks_by_ward_of_the_school_or_of_the_councillor(everyone, new_governor, councillor):
    Organisation.objects.filter(name="Canal Bank Academy").update(ward="Grange")
    Appointment.objects.filter(person=councillor).update(ward="Daresbury")
    assert names(Audience.objects.create(name="one", wards=["Grange"])) == ["Newcomer"]
    assert names(Audience.objects.create(name="other", wards=["Daresbury"])) == ["Councillor"]
    assert names(Audience.objects.create(name="both", wards=["Grange", "Daresbury"])) == ["Councillor", "Newcomer"]
    rule = Audience.objects.create(name="narrow", wards=["Grange"], roles=[Role.CHAIR_OF_GOVERNORS])
    assert names(rule) == []
    assert "Grange" in rule.rule_in_words


# --- Counts ---------------------------------------------------------------------------------------------------------

ROLES = [Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.GOVERNANCE_PROFESSIONAL, Role.COUNCILLOR]


def counted_one_by_one(audience, on=TODAY):
    """The same numbers from the members themselves."""
    found = members(audience, on)
    return Counts(
        people=len(found),
        seats=appointments_in(audience, on).count(),
        governors=sum(bool(set(member.roles) & set(GOVERNOR_ROLES)) for member in found),
        clerks=sum(Role.GOVERNANCE_PROFESSIONAL in member.roles for member in found),
        without_address=sum(not member.person.post_address for member in found),
    )


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(12))
def test_the_databases_counts_are_those_of_the_members(db, seed):
    dice = random.Random(seed)
    schools = [cast.school(f"School {n}", ward=dice.choice("AB"), phase=dice.choice(Phase.values)) for n in range(4)]
    people = []
    for n in range(14):
        shared = dice.random() < 0.2
        people.append(
            cast.person(
                f"P No{n}", None if shared or dice.random() < 0.4 else f"p{n}@people.example",
                shared_address="p0@people.example" if shared else None,
            )
        )  # fmt: skip
        for _seat in range(dice.randrange(4)):
            cast.appoint(people[-1], dice.choice(ROLES), dice.choice(schools), ends_on=dice.choice([None, TODAY, PAST]))
    for n in range(0, 8, 2):
        if dice.random() < 0.7:
            merge_people(keep=people[n], alias=people[n + 1], by=None, now=cast.NOW)
    rules = [
        {}, {"roles": [Role.GOVERNOR]}, {"roles": list(GOVERNOR_ROLES)}, {"roles": [Role.GOVERNANCE_PROFESSIONAL]},
        {"roles": [Role.GOVERNOR, Role.GOVERNANCE_PROFESSIONAL]}, {"roles": [Role.COUNCILLOR]}, {"wards": ["A"]},
        {"phases": [Phase.PRIMARY], "roles": [Role.GOVERNOR]},
    ]  # fmt: skip
    for n, rule in enumerate(rules):
        audience = Audience.objects.create(name=f"rule {n}", **rule)
        assert counts(audience, TODAY) == counted_one_by_one(audience)
        assert {m.person for m in with_hats(people_in(audience, TODAY), audience, TODAY)} == {
            m.person for m in members(audience, TODAY)
        }


def test_an_empty_audience_counts_nobody(db):
    assert counts(Audience(roles=[Role.TEACHER]), TODAY) == Counts(0, 0, 0, 0, 0)


@pytest.mark.parametrize("count", [3, 300])
def test_counting_costs_two_queries(audience, django_assert_num_queries, count):
    cast.many_governors(count)
    with django_assert_num_queries(2):
        assert counts(audience, TODAY).people == count


# --- The officer's pages --------------------------------------------------------------------------------------------


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def staff(client, officer):
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    return officer


def test_the_page_says_who_is_in_it_and_who_would_be_on_a_day(client, staff, audience, two_schools, new_governor):
    joiner = cast.person("Jo Joiner", email=None)
    cast.appoint(joiner, Role.GOVERNOR, cast.school("Later School"), starts_on=date(2099, 1, 1))
    url = reverse("audience:inspect", args=[audience.pk])
    today = client.get(url)
    assert (today.context["counts"].people, today.context["counts"].seats) == (2, 3)
    assert "Joiner" not in words(today)
    later = client.get(url, {"on": "2099-01-01"})
    assert later.context["counts"].people == 3
    assert later.context["counts"].without_address == 1
    assert "Who would be in it on 1 January 2099" in words(later)
    silent = client.get(url, {"on": "2099-01-01", "who": "silent"})
    assert [str(member.person) for member in silent.context["members"]] == ["Jo Joiner"]
    found = client.get(url, {"q": "TWOSCHÖOLS"})
    assert [str(member.person) for member in found.context["members"]] == ["Gwen Twoschools"]
    assert client.get(url, {"on": "31/02/2026"}).status_code == 200  # no day: today


def test_the_page_names_fifty_and_costs_the_same_for_more(client, staff, audience):
    url = reverse("audience:inspect", args=[audience.pk])

    def cost():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        return len(captured), len(response.context["members"]), response.context["there_are_more"]

    cast.many_governors(20)
    client.get(url)
    before = cost()
    cast.many_governors(100)
    after = cost()
    assert before[1:] == (20, False)
    assert after[1:] == (50, True)
    assert before[0] == after[0]


def test_it_is_counted_while_the_rule_is_ticked_and_nothing_is_saved(client, staff, two_schools, new_governor, clerk):
    for data, people in (
        ({"roles": ["governor"]}, 2),
        ({"roles": ["governor", "governance_professional"]}, 3),
        ({"roles": ["governor"], "organisations": "Canal Bank Academy"}, 1),
        ({"name": "Named", "roles": ["chair_of_governors"]}, 1),
    ):
        response = client.post(reverse("audience:count"), data)
        assert response.context["counts"].people == people
    assert not Audience.objects.exists()


def test_a_rule_that_cannot_be_read_says_why(client, staff, two_schools):
    response = client.post(reverse("audience:count"), {"organisations": "Nowhere High"})
    assert "Nowhere High" in words(response)
    assert response.context["counts"] is None


def test_the_button_counts_without_scripts_and_saves_nothing(client, staff, audience, two_schools):
    for url in (reverse("audience:add"), reverse("audience:edit", args=[audience.pk])):
        response = client.post(url, {"name": "Other", "roles": ["chair_of_governors"], "count": "1"})
        assert response.status_code == 200
        assert response.context["counts"].people == 1
        assert b"chair_of_governors" in response.content
    assert Audience.objects.get().name == "All governors"


def test_an_audience_by_ward_and_school_is_saved(client, staff, two_schools, new_governor):
    Organisation.objects.filter(name="Canal Bank Academy").update(ward="Grange", urn="123456")
    page = client.get(reverse("audience:add"))
    assert 'value="Grange"' in page.content.decode()
    data = {"name": "Grange", "roles": ["governor"], "wards": ["Grange"], "organisations": "123456\nElm Road Infants"}
    client.post(reverse("audience:add"), data)
    made = Audience.objects.get()
    assert made.wards == ["Grange"]
    assert {row.name for row in made.organisations.all()} == {"Canal Bank Academy", "Elm Road Infants"}
    edit = client.get(reverse("audience:edit", args=[made.pk])).content.decode()
    assert "123456" in edit
    assert client.post(reverse("audience:edit", args=[made.pk]), {**data, "organisations": ""}).status_code == 302
    assert made.organisations.count() == 0


def test_the_form_does_not_list_every_school(client, staff, django_assert_max_num_queries):
    Organisation.objects.bulk_create(Organisation(name=f"Listed School {n}", kind="academy") for n in range(500))
    with django_assert_max_num_queries(30):
        page = client.get(reverse("audience:add")).content.decode()
    assert "Listed School" not in page


def test_many_wards_are_written_and_not_ticked(client, staff):
    Organisation.objects.bulk_create(Organisation(name=f"S{n}", kind="academy", ward=f"Ward {n}") for n in range(401))
    page = client.get(reverse("audience:add")).content.decode()
    assert 'value="Ward 7"' not in page
    client.post(reverse("audience:add"), {"name": "Written", "wards": "Ward 7\r\nWard 8\r\n"})
    assert Audience.objects.get().wards == ["Ward 7", "Ward 8"]


@pytest.mark.parametrize("who", ["new_governor", "clerk", "councillor", "police_partner", "dsl", "outsider"])
@pytest.mark.parametrize("way", [None, cast.LINK, cast.CODE, cast.SECOND_FACTOR])
def test_nobody_else_counts_or_sees(client, request, who, way, audience):
    if way:
        cast.sign_in(client, request.getfixturevalue(who), way)
    for url in (
        reverse("audience:count"), reverse("audience:inspect", args=[audience.pk]), reverse("audience:add"),
    ):  # fmt: skip
        for method in (client.get, client.post):
            assert method(url, {"roles": ["governor"]}).status_code in (302, 403, 405)
