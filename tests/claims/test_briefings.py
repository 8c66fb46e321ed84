"""What is said of a briefing's people: nobody is "not started" whom the email never reached, or is to be reminded."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from distribution.eligibility import WhyNot
from distribution.enums import DeliveryState
from distribution.models import Delivery
from learning import operations
from learning.reminding import reminder_reach
from tests import cast
from tests.governing_boards import board_cast

NOT_REACHED = "Not reached: the email did not arrive"


@pytest.fixture
def boards(module, audience, officer):
    return board_cast.boards(module, audience, officer)


def becomes(person, state: DeliveryState) -> None:
    Delivery.objects.filter(person=person).update(state=state, state_at=timezone.now())


def not_arriving(boards, later=timedelta(0)) -> list:
    reach = reminder_reach(boards.briefing, timezone.now() + later)
    return [to.person for to in reach.left_out.get(WhyNot.NOT_ARRIVING, [])]


def words_of(client, name: str, *args, **query) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.BOUNCED])
def test_not_started_is_not_said_of_an_address_that_is_known_to_be_dead(client, boards, officer, state):
    becomes(boards.not_begun, state)
    enrolment = boards.briefing.enrolments.get(person=boards.not_begun)
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    found = words_of(client, "briefings:inspect", boards.briefing.pk, q=boards.not_begun.family_name)
    assert NOT_REACHED in found and "<td>Not started</td>" not in found
    assert NOT_REACHED in words_of(client, "briefings:person", boards.briefing.pk, enrolment.pk)
    cast.sign_in(client, boards.clem, cast.CODE)
    assert "cg-seat--bounced" in words_of(client, "board", boards.chapel.pk)


def test_not_started_is_said_of_everybody_whom_it_reached(client, boards, officer):
    becomes(boards.not_begun, DeliveryState.DELIVERED)
    cast.sign_in(client, officer, cast.SECOND_FACTOR)
    found = words_of(client, "briefings:inspect", boards.briefing.pk, q=boards.not_begun.family_name)
    assert "<td>Not started</td>" in found and NOT_REACHED not in found


@pytest.mark.both_databases
@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.BOUNCED])
def test_a_reminder_is_not_promised_to_an_address_that_is_known_to_be_dead(boards, state):
    becomes(boards.not_begun, state)
    if state == DeliveryState.FAILED:  # refused once may be the fault of a relay
        assert boards.not_begun not in not_arriving(boards)
        again = cast.mailing([boards.not_begun], now=timezone.now())
        again.deliveries.update(state=state, state_at=timezone.now())
    assert boards.not_begun in not_arriving(boards)
    reach = reminder_reach(boards.briefing, timezone.now())
    assert boards.not_begun not in [to.person for to in reach.will_get_it]
    reminder = operations.remind(briefing=boards.briefing, organisation=None, by=None, now=timezone.now())
    assert not reminder.mailing.deliveries.filter(person=boards.not_begun).exists()


@pytest.mark.both_databases
def test_an_address_that_takes_our_email_again_or_is_put_right_is_reminded_again(boards):
    becomes(boards.not_begun, DeliveryState.BOUNCED)
    becomes(boards.begun, DeliveryState.BOUNCED)
    later = cast.mailing([boards.not_begun], now=timezone.now())
    later.deliveries.update(state=DeliveryState.SENT, state_at=timezone.now())
    boards.begun.email = "put.right@people.example"
    boards.begun.save()
    reach = reminder_reach(boards.briefing, timezone.now() + timedelta(days=1))
    assert {boards.not_begun, boards.begun} <= {to.person for to in reach.will_get_it}


def test_an_address_is_tried_again_after_some_months(boards):
    becomes(boards.not_begun, DeliveryState.BOUNCED)
    assert boards.not_begun in not_arriving(boards)
    assert boards.not_begun not in not_arriving(boards, timedelta(days=120))
