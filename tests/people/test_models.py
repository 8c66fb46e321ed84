"""What the database itself refuses about people."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from people.models import Address, Appointment, Person
from people.operations import CannotMerge, merge_people, unmerge_people
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("email", ["Gwen@School.Example", ""])
def test_an_address_is_lower_case_or_absent(outsider, email):
    with pytest.raises(IntegrityError):
        Person.objects.filter(pk=outsider.pk).update(email=email)


def test_an_address_signs_in_one_person(outsider):
    with pytest.raises(IntegrityError):
        cast.person("Somebody Else", email=outsider.email)


def test_many_may_have_no_address():
    assert cast.person("A One", email=None).pk != cast.person("B Two", email=None).pk


def test_a_further_address_is_lower_case_too(outsider):
    with pytest.raises(IntegrityError):
        Address.objects.create(person=outsider, address="Old@School.Example", until=cast.NOW)


def test_a_term_does_not_end_before_it_starts(new_governor):
    with pytest.raises(IntegrityError):
        Appointment.objects.update(starts_on=date(2026, 9, 1), ends_on=date(2026, 8, 31))


def test_a_term_of_one_day_is_a_term(new_governor):
    assert Appointment.objects.update(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 1)) == 1


def test_a_gid_stands_once(two_schools):
    with pytest.raises(IntegrityError):
        Appointment.objects.update(gid="9000001")


def test_a_gid_may_stand_again_once_the_older_row_is_replaced(two_schools):
    first, second = two_schools.appointments.all()
    Appointment.objects.filter(pk=first.pk).update(gid="9000001", superseded_at=cast.NOW)
    Appointment.objects.filter(pk=second.pk).update(gid="9000001")
    assert Appointment.objects.standing().filter(gid="9000001").count() == 1


def test_a_school_does_not_close_before_it_opens(new_governor):
    school = new_governor.appointments.get().organisation
    school.opened_on, school.closed_on = date(2026, 9, 1), date(2026, 8, 31)
    with pytest.raises(IntegrityError):
        school.save()


def test_everybody_stands_for_themselves_from_the_start(outsider):
    many = Person.objects.bulk_create(Person(family_name=f"No {n}", password="!") for n in range(3))
    assert [row.canonical_id for row in (outsider, *many)] == [row.pk for row in (outsider, *many)]
    assert Person.objects.known().count() == 4 and not Person.objects.aliases().exists()
    with pytest.raises(IntegrityError):
        Person.objects.filter(pk=outsider.pk).update(canonical=None)


def test_who_others_were_merged_into_is_not_deleted(outsider, new_governor):
    Appointment.objects.all().delete()
    merge_people(keep=outsider, alias=new_governor, by=None, now=cast.NOW)
    with pytest.raises(ProtectedError):
        outsider.delete()
    unmerge_people(alias=new_governor, by=None, now=cast.NOW)
    outsider.refresh_from_db()
    outsider.delete()
    assert not Person.objects.filter(pk=outsider.pk).exists()


def test_nobody_here_has_a_password(outsider):
    assert not outsider.has_usable_password()


def test_joined_records_point_to_one_and_can_be_parted(two_schools, new_governor, outsider):
    merge_people(keep=new_governor, alias=outsider, by=None, now=cast.NOW)
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    assert set(two_schools.records.aliases()) == {new_governor, outsider}
    assert list(Person.objects.known()) == [two_schools]
    unmerge_people(alias=outsider, by=None, now=cast.NOW)
    assert outsider in Person.objects.known()


def test_joining_with_oneself_or_with_an_alias_is_refused(two_schools, new_governor, outsider):
    merge_people(keep=two_schools, alias=new_governor, by=None, now=cast.NOW)
    for keep, alias in ((two_schools, two_schools), (new_governor, outsider)):
        with pytest.raises(CannotMerge):
            merge_people(keep=keep, alias=alias, by=None, now=cast.NOW)
