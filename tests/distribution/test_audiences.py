"""Who is in an audience: people by their appointments, each once."""

from datetime import date

import pytest

from distribution.audiences import members, without_address
from distribution.models import Audience
from people.enums import OrganisationKind, Phase, Role
from people.models import Appointment
from people.operations import join_people
from tests import cast

TODAY = date(2026, 11, 2)


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
    join_people(keep=two_schools, alias=new_governor)
    (member,) = members(audience, TODAY)
    assert member.person == two_schools
    assert member.organisations == ("Canal Bank Academy", "Elm Road Infants", "Mersey View Primary")


def test_who_has_no_address_is_a_member_and_is_named(audience, new_governor):
    silent = cast.person("Una Unreached", email=None)
    cast.appoint(silent, Role.GOVERNOR, new_governor.appointments.get().organisation)
    assert [member.person for member in without_address(members(audience, TODAY))] == [silent]


@pytest.mark.parametrize("count", [3, 300])
def test_the_number_of_queries_does_not_grow_with_the_members(audience, django_assert_num_queries, count):
    cast.many_governors(count)
    with django_assert_num_queries(3):
        assert len(members(audience, TODAY)) == count
