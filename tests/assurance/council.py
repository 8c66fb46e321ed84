"""A Board action, and boards with somebody in every state."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from assurance.models import BoardAction
from assurance.operations import record_action
from distribution.enums import DeliveryState
from distribution.models import Delivery, Suppression
from governing_boards.enums import TablingOutcome
from governing_boards.operations.paper_briefings import record_tabling
from learning.enums import SeatState
from learning.models import Briefing
from learning.operations import issue_briefing
from people.enums import Role
from people.models import Organisation, Person
from tests import cast
from tests.learning.factories import complete, do_all_but_declare, enrolment_of

START = timezone.now().replace(microsecond=0) - timedelta(days=40)


def at(days: float) -> datetime:
    """So many days after the story begins."""
    return START + timedelta(days=days)


def person(name: str, role: Role, *where: Organisation, recorded: datetime = START, **fields) -> Person:
    who = cast.person(name, **fields)
    for place in where:
        cast.appoint(who, role, place, recorded_at=recorded)
    return who


@dataclass
class Council:
    action: BoardAction
    briefing: Briefing
    chapel: Organisation  # has somebody in every state
    gull: Organisation  # nobody has an address; the pack was tabled
    empty: Organisation  # nobody known
    people: dict[SeatState, Person]
    both: Person  # two boards
    clerk: Person
    officer: Person


def action_for(briefing: Briefing, audience, officer, *, now: datetime = START) -> BoardAction:
    action = BoardAction(
        board="Safeguarding Board", meeting_on=date(2026, 9, 1), minute_reference="23(b)", asked_by="the Chair",
        text="that the information reach all school governors", audience=audience,
    )  # fmt: skip
    record_action(action=action, by=officer, now=now)
    action.briefings.add(briefing)
    return action


def hand_over(briefing: Briefing, people: list[Person], target: DeliveryState, now: datetime) -> None:
    """What the relay and the worker make of the message of these people."""
    rows = Delivery.objects.filter(mailing=briefing.mailing, person__in=people)
    rows.move(DeliveryState.QUEUED, DeliveryState.CLAIMED, now=now)
    rows.move(DeliveryState.CLAIMED, DeliveryState.ON_WIRE, now=now)
    through = target if target in (DeliveryState.AMBIGUOUS, DeliveryState.FAILED) else DeliveryState.SENT
    rows.move(DeliveryState.ON_WIRE, through, now=now)
    if target != through:
        rows.move(DeliveryState.SENT, target, now=now)


def council(module, audience, officer) -> Council:
    """11 seats at Chapel Lane and at Gull Wharf: of each state at least one."""
    chapel = cast.school("Chapel Lane Primary", ward="North", board_size=12)
    gull = cast.school("Gull Wharf High", ward="South", phase="secondary")
    empty = cast.school("Empty Quay Primary", ward="South")
    governor = Role.GOVERNOR
    people = {
        SeatState.COMPLETED: person("Ada Done", Role.CHAIR_OF_GOVERNORS, chapel),
        SeatState.STARTED: person("Ben Begun", governor, chapel),
        SeatState.NOT_STARTED: person("Nell Notyet", governor, chapel),
        SeatState.AMBIGUOUS: person("Amy Maybe", governor, chapel),
        SeatState.BOUNCED: person("Bob Bounced", governor, chapel),
        SeatState.OBJECTED: person("Olga Objected", governor, chapel),
        SeatState.NO_ADDRESS: person("Una Unreached", governor, chapel, email=None),
    }
    person("Tia Tabled", governor, gull, email=None)  # at a board that had the printed pack: she has no address still
    stopped = person("Sue Suppressed", governor, chapel)
    both = person("Bo Bothboards", governor, chapel, gull)
    clerk = person("Clem Clerk", Role.GOVERNANCE_PROFESSIONAL, chapel, gull)
    briefing = issue_briefing(briefing=cast.briefing(module, audience), by=officer, now=at(1))
    reached = [people[s] for s in (SeatState.COMPLETED, SeatState.STARTED, SeatState.NOT_STARTED)] + [both, stopped]
    hand_over(briefing, [*reached, people[SeatState.OBJECTED]], DeliveryState.SENT, at(1.1))
    hand_over(briefing, [people[SeatState.AMBIGUOUS]], DeliveryState.AMBIGUOUS, at(1.1))
    hand_over(briefing, [people[SeatState.BOUNCED]], DeliveryState.BOUNCED, at(1.2))
    complete(enrolment_of(people[SeatState.COMPLETED], briefing), now=at(3))
    complete(enrolment_of(both, briefing), now=at(5))
    do_all_but_declare(enrolment_of(people[SeatState.STARTED], briefing), now=at(4))
    from people.operations import object_to_messages

    object_to_messages(person=people[SeatState.OBJECTED], by=None, now=at(6))
    Suppression.objects.create(address=stopped.email, reason="asked", created_at=at(6))
    people[SeatState.NOT_ASKED] = person("Joe Joiner", governor, chapel, recorded=at(7))
    record_tabling(
        briefing=briefing, organisation=gull, on=at(8).date(), present=2, outcome=TablingOutcome.DISCUSSED, by=clerk,
        now=at(9),
    )  # fmt: skip
    action = action_for(briefing, audience, officer)
    return Council(action, briefing, chapel, gull, empty, people, both, clerk, officer)
