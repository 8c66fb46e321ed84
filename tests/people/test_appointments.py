"""Which appointments stand on a day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from people.enums import Role, Source
from people.models import Appointment
from people.operations import Joiner, NamesakeOnBoard, Term, add_appointment, end_appointment, free_mailboxes
from tests import cast

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


# --- The mailbox of a post ------------------------------------------------------------------------------------------


def test_the_mailbox_of_a_post_is_free_for_the_next_holder_once_the_last_term_is_over(clerk):
    where = cast.school("Mailbox Primary")
    head = cast.person("Hanna Head", "head@school.example")
    row = cast.appoint(head, Role.GOVERNOR, where)
    now, today = timezone.now(), timezone.localdate()
    end_appointment(appointment=row, ends_on=today + timedelta(days=30), by=clerk, source=Source.CLERK, now=now)
    assert free_mailboxes(now=now) == 0
    head.refresh_from_db()
    assert head.email, "not before the last day"
    assert free_mailboxes(now=now + timedelta(days=32)) == 1
    head.refresh_from_db()
    assert head.email is None


def test_somebody_with_another_term_keeps_the_mailbox(clerk):
    head = cast.person("Hanna Head", "head@school.example")
    cast.appoint(head, Role.GOVERNOR, cast.school("Old"), ends_on=date(2025, 1, 1))
    cast.appoint(head, Role.GOVERNOR, cast.school("Next"), starts_on=timezone.localdate() + timedelta(days=9))
    assert free_mailboxes(now=timezone.now()) == 0


def test_adding_somebody_twice_makes_one(clerk, two_schools):
    where, jo = cast.school("Twice Primary"), Joiner(given_name="Jo", family_name="Joiner")
    said = {"by": clerk, "source": Source.CLERK, "now": timezone.now(), "organisation": where}
    add_appointment(joiner=jo, term=Term(role=Role.GOVERNOR), **said)
    with pytest.raises(NamesakeOnBoard):
        add_appointment(joiner=jo, term=Term(role=Role.GOVERNOR), **said)
    assert Appointment.objects.filter(organisation=where).count() == 1
