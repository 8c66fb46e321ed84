"""A board: who sits on it, and where each of them stands in a briefing.

Every list here costs the same number of queries for 8 people and for 80, and for 1 board and for 20.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from governing_boards.models import Tabling
from learning.enums import SeatState
from learning.models import Briefing, Enrolment
from learning.reminding import last_reminded
from learning.seat_states.counting import states
from learning.seat_states.scope import Scope
from people.enums import GOVERNOR_ROLES, Role
from people.models import Appointment, Organisation, Person, Question

# --- Who sits on it -------------------------------------------------------------------------------------------------


@dataclass
class Seat:
    """One person on one board, whatever they are called there: governor, chair, or both."""

    person: Person
    organisation_id: int
    appointments: list[Appointment]
    state: SeatState = SeatState.NOT_ASKED
    enrolment: Enrolment | None = None
    reminded_at: datetime | None = None
    was_asked: bool = False  # they started, or the briefing's email was handed over and nothing came back

    @property
    def roles(self) -> list[str]:
        """In words, the chair first."""
        held = {appointment.role for appointment in self.appointments}
        return [str(Role(role).label) for role in sorted(held, key=lambda role: role != Role.CHAIR_OF_GOVERNORS)]

    @property
    def starts_on(self) -> date | None:
        """Of a term that begins later."""
        return self.appointments[0].starts_on

    @property
    def completed_at(self) -> datetime | None:
        completion = self.enrolment.completion if self.enrolment else None
        return completion.completed_at if completion else None

    @property
    def is_outstanding(self) -> bool:
        return self.state not in {SeatState.COMPLETED, SeatState.NOT_ASKED}


@dataclass
class Board:
    """The seats of one organisation, in one briefing if one reaches them. The states add up to the seats."""

    organisation: Organisation
    as_clerk: bool = True
    seats: list[Seat] = field(default_factory=list)
    clerks: list[Seat] = field(default_factory=list)
    briefings: list[Briefing] = field(default_factory=list)  # the latest first
    briefing: Briefing | None = None
    coming: list[Seat] = field(default_factory=list)  # terms that begin later, the earliest first
    tablings: list[Tabling] = field(default_factory=list)  # meetings that had the briefing's printed pack

    @property
    def given(self) -> Briefing:
        """The briefing, of a board that one reaches."""
        assert self.briefing is not None, "whoever asks has looked whether one reaches it"
        return self.briefing

    @property
    def vacant(self) -> int | None:
        """None where nobody has told us how many seats the board has."""
        size = self.organisation.board_size
        return None if size is None else max(0, size - len(self.seats))

    @property
    def too_many(self) -> bool:
        return self.organisation.board_size is not None and len(self.seats) > self.organisation.board_size

    @property
    def counts(self) -> dict[SeatState, int]:
        found = dict.fromkeys(SeatState, 0)
        for seat in self.seats:
            found[seat.state] += 1
        return found

    @property
    def completed(self) -> int:
        return self.counts[SeatState.COMPLETED]

    @property
    def outstanding(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_outstanding]

    @property
    def without_address(self) -> list[Seat]:
        return [seat for seat in self.seats if not seat.person.post_address]


def boards_of(
    organisations: Iterable[tuple[Organisation, bool]], on: date, *, briefing_id: int | None = None
) -> list[Board]:
    """The boards of these organisations, each in one briefing, or in the latest that reaches it.

    A board that the briefing does not reach has none. 4 queries and 2 for each briefing, however many boards.
    """
    boards = {organisation.pk: Board(organisation, as_clerk) for organisation, as_clerk in organisations}
    _take_seats(boards, on)
    enrolled = _enrolled(boards)
    found = {pk for board in enrolled.values() for pk in board}
    briefings = list(
        Briefing.objects.issued()
        .filter(pk__in=found)
        .select_related("module", "audience")
        .order_by("-issued_at", "-pk")
    )
    for board in boards.values():
        own = enrolled.get(board.organisation.pk, {})
        board.briefings = [briefing for briefing in briefings if briefing.pk in own]
        board.briefing = next((b for b in board.briefings if briefing_id in (None, b.pk)), None)
    _say_where_they_stand([board for board in boards.values() if board.briefing], enrolled, on)
    return list(boards.values())


def board_of(organisation: Organisation, as_clerk: bool, on: date, *, briefing_id: int | None = None) -> Board:
    """One board, with who was reminded when, who joins later, what was tabled. 9 queries, however many people."""
    (board,) = boards_of([(organisation, as_clerk)], on, briefing_id=briefing_id)
    if as_clerk:
        board.coming = _coming(organisation, on)
    if board.briefing and as_clerk:
        board.tablings = list(organisation.tablings.standing().filter(briefing=board.briefing))
        reminded = last_reminded(board.briefing, [seat.person.pk for seat in board.seats])
        for seat in board.seats:
            seat.reminded_at = reminded.get(seat.person.pk)
    return board


def boards_in_every_open_briefing(organisations: Iterable[Organisation], on: date) -> list[Board]:
    """A board for each organisation and open briefing that reaches it; none where no briefing is open.

    4 queries and 2 for each briefing.
    """
    found = []
    boards = {organisation.pk: Board(organisation) for organisation in organisations}
    _take_seats(boards, on)
    enrolled = _enrolled(boards, only_open=True)
    briefings = Briefing.objects.open().select_related("module").order_by("due_on", "pk")
    wanted = {pk for own in enrolled.values() for pk in own}
    for briefing in briefings.filter(pk__in=wanted):
        for board in boards.values():
            if briefing.pk in enrolled.get(board.organisation.pk, {}):
                seats = [replace(seat) for seat in board.seats]
                found.append(Board(board.organisation, True, seats, board.clerks, [briefing], briefing))
    _say_where_they_stand(found, enrolled, on)
    return found


def _take_seats(boards: dict[int, Board], on: date) -> None:
    rows = (
        Appointment.objects.current(on)
        .filter(organisation__in=boards, role__in=[*GOVERNOR_ROLES, Role.GOVERNANCE_PROFESSIONAL])
        .select_related("person__canonical")
        .order_by("pk")
    )
    held: dict[tuple[Any, ...], Seat] = {}
    for row in rows:
        person = row.person.canonical
        is_clerk = row.role == Role.GOVERNANCE_PROFESSIONAL
        key = (row.organisation_id, person.pk, is_clerk)
        if key not in held:
            held[key] = Seat(person, row.organisation_id, [])
        held[key].appointments.append(row)
    for (organisation, _person, is_clerk), seat in held.items():
        (boards[organisation].clerks if is_clerk else boards[organisation].seats).append(seat)
    for board in boards.values():
        board.seats.sort(key=_by_name)
        board.clerks.sort(key=_by_name)


def _coming(organisation: Organisation, on: date) -> list[Seat]:
    """Terms that begin after the day `on`, one seat for each person and day. 1 query."""
    rows = (
        Appointment.objects.standing()
        .filter(organisation=organisation, starts_on__gt=on, role__in=[*GOVERNOR_ROLES, Role.GOVERNANCE_PROFESSIONAL])
        .select_related("person__canonical")
        .order_by("starts_on", "pk")
    )
    held: dict[tuple[Any, ...], Seat] = {}
    for row in rows:
        person = row.person.canonical
        seat = held.setdefault((row.starts_on, person.pk), Seat(person, organisation.pk, []))
        seat.appointments.append(row)
    return list(held.values())


def _by_name(seat: Seat) -> tuple[Any, ...]:
    return (seat.person.family_name.casefold(), seat.person.given_name.casefold(), seat.person.pk)


def _enrolled(boards: dict[int, Board], *, only_open: bool = False) -> dict[int, dict[int, dict[int, Enrolment]]]:
    """{organisation: {briefing: {person: the enrolment of theirs that got furthest}}}, of briefings that reach it.

    A briefing reaches a board by an enrolment that is credited to a seat there. Who has done it, under whichever of
    their records and for whichever board, has done it for all. Short of that, somebody who was asked for what they do
    elsewhere does not show it here. 2 queries.
    """
    seats: dict[int, set[int]] = {}  # {person: organisations}
    for seat in (seat for board in boards.values() for seat in board.seats):
        seats.setdefault(seat.person.pk, set()).add(seat.organisation_id)
    asked, reached = _asked_for(boards, seats, only_open)
    rows = Enrolment.objects.filter(briefing__in=reached, person__canonical__in=seats).select_related(
        "completion", "person"
    )
    found: dict[int, dict[int, dict[int, Enrolment]]] = {}
    for row in rows:
        person, briefing = row.person.canonical_id, row.briefing_id
        done = row.completion_id is not None
        for organisation in seats[person] & (reached[briefing] if done else asked.get((briefing, person), set())):
            own = found.setdefault(organisation, {}).setdefault(briefing, {})
            if person not in own or row.how_far < own[person].how_far:
                own[person] = row
    return found


def _asked_for(
    boards: dict[int, Board], seats: dict[int, set[int]], only_open: bool
) -> tuple[dict[tuple[int, int], set[int]], dict[int, set[int]]]:
    """{(briefing, person): the boards that they were asked for}, {briefing: the boards that it reaches}. 1 query."""
    rows = (
        Enrolment.objects.filter(appointments__organisation__in=boards, briefing__issued_at__isnull=False)
        .values_list("briefing", "person__canonical", "appointments__organisation")
        .distinct()
    )
    if only_open:
        rows = rows.filter(briefing__closed_at=None)
    asked: dict[tuple[int, int], set[int]] = {}
    reached: dict[int, set[int]] = {}
    for briefing, person, organisation in rows:
        if organisation in seats.get(person, ()):
            asked.setdefault((briefing, person), set()).add(organisation)
            reached.setdefault(briefing, set()).add(organisation)
    return asked, reached


def _say_where_they_stand(boards: list[Board], enrolled: dict[int, dict[int, dict[int, Enrolment]]], on: date) -> None:
    """2 queries for each briefing. Whoever was asked for what they do elsewhere is "not asked" here (see _enrolled)."""
    together: dict[int, list[Board]] = {}
    for board in boards:
        together.setdefault(board.given.pk, []).append(board)
    for pk, some in together.items():
        scope = Scope(briefings=(pk,), organisations=tuple(board.organisation.pk for board in some))
        found = states(scope, on)
        for board in some:
            own = enrolled[board.organisation.pk][pk]
            for seat in board.seats:
                state = found.get((seat.organisation_id, seat.person.pk, Role.GOVERNOR), SeatState.NOT_ASKED)
                seat.enrolment = own.get(seat.person.pk)
                seat.was_asked = seat.enrolment is not None and state in {SeatState.STARTED, SeatState.NOT_STARTED}
                if seat.enrolment is not None:
                    seat.enrolment.briefing = board.given
                    if state == SeatState.NOT_ASKED:  # asked, and the e-mail is on its way
                        state = SeatState.NOT_STARTED
                else:
                    state = SeatState.NOT_ASKED
                seat.state = SeatState(state)


# --- What else waits for the clerk ----------------------------------------------------------------------------------


def questions_open(organisations: Iterable[int]) -> list[Question]:
    """Where a newer extract disagrees with what a person said, and nobody has decided. 1 query."""
    return list(
        Question.objects.filter(
            answered_at=None,
            appointment__organisation__in=organisations,
            appointment__superseded_at=None,
        ).select_related("appointment__person__canonical", "appointment__organisation")
    )


def said_they_left(organisations: Iterable[int], since: datetime) -> list[Appointment]:
    """Terms that their holder ended, saying that this is no longer them. 1 query."""
    return list(
        Appointment.objects.standing()
        .filter(organisation__in=organisations, source="self", ends_on__isnull=False, said_at__gte=since)
        .select_related("person__canonical", "organisation")
        .order_by("said_at", "pk")
    )
