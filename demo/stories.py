"""What a few people did around the briefing: joiners, leavers, corrections, a school that became an academy.

Each story is one call of the operation that a page would call, at its own moment. demo/data/README.md tells them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from demo.content.personas import PERSONAS
from demo.council import load_file
from distribution.enums import Queue
from distribution.sending import send_due
from imports.enums import ImportKind
from learning.models import Briefing
from learning.operations import enrol_late, remind
from people import operations
from people.enums import Role, Source
from people.models import Appointment, Organisation, Person

JUNIOR, HERONSTILE, KITEHOLLOW, BRAMBLECOTE, SALTGRASS = BOARDS = ("900043", "900021", "900055", "900058", "900067")
SALTGRASS_ACADEMY, STEPPINGBOAT = "900068", "900006"
SEATS = {JUNIOR: 10, HERONSTILE: 14, KITEHOLLOW: 9}  # of the board, as its clerk says
NEW_NAME, GOES_ON, ENDED_BY_CLERK, LEFT = "9000686", "9000712", "9001211", "9002365"
OTHER_CLERK = "9001348"
# Who did the briefing, and who began it: hours after it was sent.
SALTGRASS_DONE = {"9004010": 4, "9004011": 26, "9004012": 49}  # before the school became an academy
JUNIOR_DONE = {"9000662": 6, "9000690": 28, "9000699": 75, "9000706": 140}  # the last after the reminder
HERONSTILE_DONE = {"9000757": 3, "9000763": 22, "9000777": 52, "9000779": 100}
KITEHOLLOW_DONE = {"9002350": 9, "9002374": 60}
BRAMBLECOTE_DONE = {ENDED_BY_CLERK: 20, "9001224": 12, "9001212": 80}
DONE_AFTER = SALTGRASS_DONE | JUNIOR_DONE | HERONSTILE_DONE | KITEHOLLOW_DONE | BRAMBLECOTE_DONE
STARTED_AFTER = {"9004013": 30, "9000678": 50, "9000786": 44, "9000735": 200, "9002378": 90, "9001240": 110}


@dataclass(frozen=True)
class Those:
    """Who and what the stories are about."""

    officer: Person
    clerk: Person
    briefing: Briefing


Story = Callable[[Those, datetime], None]


def in_stories() -> list[int]:
    """People whom chance leaves alone: those of the list to try out, and the boards of its clerk."""
    kept = [persona["email"] for persona in PERSONAS if persona["email"]]
    on_boards = Person.objects.filter(appointments__organisation__urn__in=BOARDS)
    named = Person.objects.filter(email__in=kept) | on_boards
    return list(named.values_list("pk", flat=True))


def clerk() -> Person:
    return Person.objects.get(email=next(p["email"] for p in PERSONAS if p["key"] == "clerk"))


def seat(gid: str) -> Appointment:
    return Appointment.objects.standing().select_related("person__canonical", "organisation").get(gid=gid)


def school(urn: str) -> Organisation:
    return Organisation.objects.get(urn=urn)


# --- Before the briefing --------------------------------------------------------------------------------------------


def clerks_say_how_many_seats(those: Those, at: datetime) -> None:
    for urn, seats in SEATS.items():
        operations.set_board_size(organisation=school(urn), seats=seats, by=those.clerk, now=at)
    operations.set_board_size(organisation=school(STEPPINGBOAT), seats=10, by=seat(OTHER_CLERK).person, now=at)


def clerk_puts_a_name_right(those: Those, at: datetime) -> None:
    """The register still has the old one: it stands in the list of what to correct there."""
    person = seat(NEW_NAME).person
    operations.correct_name(
        person=person, title=person.title, given_name="Merryn", family_name="Fictley-Test", by=those.clerk, now=at
    )


# --- Since ----------------------------------------------------------------------------------------------------------


def clerk_says_that_a_term_goes_on(those: Those, at: datetime) -> None:
    row = seat(GOES_ON)
    operations.correct_appointment(
        appointment=row, role=row.role, starts_on=row.starts_on, ends_on=date(2031, 1, 18), by=those.clerk,
        source=Source.CLERK, now=at,
    )  # fmt: skip


def clerk_ends_a_term(those: Those, at: datetime) -> None:
    """Of somebody who had done the briefing: the record stays."""
    operations.end_appointment(
        appointment=seat(ENDED_BY_CLERK), ends_on=localdate(at), by=those.clerk, source=Source.CLERK, now=at
    )


def clerk_reminds_a_board(those: Those, at: datetime) -> None:
    remind(briefing=those.briefing, organisation=school(JUNIOR), by=those.clerk, now=at)
    deliver(at)


def somebody_has_left(_those: Those, at: datetime) -> None:
    row = seat(LEFT)
    operations.end_appointment(appointment=row, ends_on=localdate(at), by=row.person, source=Source.SELF, now=at)


def clerk_adds_a_joiner(those: Those, at: datetime) -> None:
    joiner = operations.Joiner(
        title="Ms", given_name="Lamorna", family_name="Testwell", address="lamorna.testwell@governors.example"
    )
    operations.add_appointment(
        organisation=school(KITEHOLLOW),
        joiner=joiner,
        term=operations.Term(role=Role.GOVERNOR, starts_on=localdate(at)),
        by=those.clerk,
        source=Source.CLERK,
        now=at,
    )
    joiners_are_taken_in(those, at)


def a_school_becomes_an_academy(those: Those, at: datetime) -> None:
    """With it come its board, and what these people had done before."""
    load_file(ImportKind.ESTABLISHMENTS, "establishments_update_demo.csv", now=at, by=those.officer)
    operations.set_board_size(organisation=school(SALTGRASS_ACADEMY), seats=9, by=those.clerk, now=at)


def the_register_says_more(those: Those, at: datetime) -> None:
    """A later extract: a joiner without an address, an end, and a question to the clerk."""
    load_file(ImportKind.GOVERNANCE, "governance_update_demo.csv", now=at, by=those.officer)
    joiners_are_taken_in(those, at)


def joiners_are_taken_in(those: Those, at: datetime) -> None:
    """As the mail queue's round does it every few minutes."""
    enrol_late(briefing=those.briefing, now=at)
    deliver(at)


def deliver(at: datetime) -> None:
    send_due(queue=Queue.BULK, clock=lambda: at)


# Days and hours ago. The reminder is old enough for the next one.
BEFORE: tuple[tuple[timedelta, Story], ...] = (
    (timedelta(days=20), clerks_say_how_many_seats),
    (timedelta(days=19), clerk_puts_a_name_right),
)
SINCE: tuple[tuple[timedelta, Story], ...] = (
    (timedelta(days=10), clerk_says_that_a_term_goes_on),
    (timedelta(days=9), clerk_ends_a_term),
    (timedelta(days=7, hours=2), clerk_reminds_a_board),
    (timedelta(days=6), somebody_has_left),
    (timedelta(days=5), clerk_adds_a_joiner),
    (timedelta(days=4), a_school_becomes_an_academy),
    (timedelta(days=3), the_register_says_more),
)
