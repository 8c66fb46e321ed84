"""A clerk's week: what is outstanding on all their boards."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from distribution.eligibility import why_not
from governing_boards.boards import Board, boards_in_every_open_briefing, questions_open, said_they_left
from learning.enums import Hold
from people.enums import Role
from people.models import Appointment, Organisation, Person

SENT_FROM_HOUR = 7  # on Monday, in the council's own time; later that week if we were off
NEWS_DAYS = 7


def week_of(now: datetime) -> tuple[int, int] | None:
    """(year, week) by ISO 8601 whose summary may go out at `now`; None on a Monday before 7."""
    here = timezone.localtime(now)
    if here.isoweekday() == 1 and here.hour < SENT_FROM_HOUR:
        return None
    year, week, _day = here.isocalendar()
    return year, week


@dataclass
class Clerk:
    person: Person
    boards: list[Organisation] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)


def clerks(now: datetime) -> dict[int, Clerk]:
    """Everyone who is a clerk at `now` and may be written to, by their number. 2 queries."""
    rows = (
        Appointment.objects.current(timezone.localdate(now))
        .filter(role=Role.GOVERNANCE_PROFESSIONAL)
        .select_related("person__canonical", "organisation")
        .order_by("organisation__name", "pk")
    )
    found: dict[int, Clerk] = {}
    for row in rows:
        person = row.person.canonical
        clerk = found.setdefault(person.pk, Clerk(person))
        clerk.boards += [row.organisation] if row.organisation not in clerk.boards else []
        clerk.sources.add(row.source)
    reasons = why_not([clerk.person for clerk in found.values()], now=now)
    return {pk: clerk for pk, clerk in found.items() if pk not in reasons}


@dataclass
class Week:
    """What one board's clerk is told."""

    boards: list[Board] = field(default_factory=list)  # one for each open briefing that reaches it
    held: dict[int, Hold] = field(default_factory=dict)  # {briefing: why nobody can do it now}
    questions: int = 0
    left: list[Appointment] = field(default_factory=list)

    @property
    def outstanding(self) -> int:
        return sum(len(board.outstanding) for board in self.boards if board.given.pk not in self.held)


def weeks_of(organisations: Iterable[Organisation], now: datetime) -> dict[int, Week]:
    """{organisation: its week}, of those that an open briefing reaches. The queries do not grow with the boards."""
    organisations = list({organisation.pk: organisation for organisation in organisations}.values())
    found: dict[int, Week] = {}
    boards = boards_in_every_open_briefing(organisations, timezone.localdate(now))
    briefings = {board.given.pk: board.given for board in boards}
    held = {pk: hold for pk, briefing in briefings.items() if (hold := briefing.module_hold)}
    for board in boards:
        found.setdefault(board.organisation.pk, Week(held=held)).boards.append(board)
    for question in questions_open(found):
        found[question.appointment.organisation_id].questions += 1
    for row in said_they_left(found, now - timedelta(days=NEWS_DAYS)):
        found[row.organisation_id].left.append(row)
    return found
