"""Which appointments stand on a day."""

from datetime import date, timedelta

import pytest

from people.models import Appointment

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("closed_on", "stands"),
    [(None, True), (DAY + timedelta(days=280), True), (DAY, False), (DAY - timedelta(days=1), False)],
)
def test_a_seat_stands_until_its_school_closes(new_governor, closed_on, stands):
    """A school that is open, but proposed to close, has a closing date ahead and governors all the same."""
    appointment = Appointment.objects.get(person=new_governor)
    appointment.organisation.closed_on = closed_on
    appointment.organisation.save()
    assert Appointment.objects.current(DAY).filter(pk=appointment.pk).exists() is stands


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "stands"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(days=1), None, False),
        (None, DAY - timedelta(days=1), False),
    ],
)
def test_a_term_covers_its_first_and_its_last_day(new_governor, starts_on, ends_on, stands):
    Appointment.objects.filter(person=new_governor).update(starts_on=starts_on, ends_on=ends_on)
    assert Appointment.objects.current(DAY).filter(person=new_governor).exists() is stands
