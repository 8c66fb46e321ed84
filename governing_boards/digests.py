"""A clerk's week: what is outstanding on all their boards, in the words of one e-mail."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governing_boards.boards import Board, boards_in_every_open_briefing, questions_open, said_they_left
from learning.emails import letter_context, where_from
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


def clerks(on: date) -> dict[int, Clerk]:
    """Everyone who is a clerk on the day `on` and can be written to, by their number. 1 query."""
    rows = (
        Appointment.objects.current(on)
        .filter(role=Role.GOVERNANCE_PROFESSIONAL)
        .select_related("person__canonical", "organisation")
        .order_by("organisation__name", "pk")
    )
    found: dict[int, Clerk] = {}
    for row in rows:
        person = row.person.canonical
        if person.may_be_written_to:
            clerk = found.setdefault(person.pk, Clerk(person))
            clerk.boards += [row.organisation] if row.organisation not in clerk.boards else []
            clerk.sources.add(row.source)
    return found


@dataclass
class Week:
    """What one board's clerk is told."""

    boards: list[Board] = field(default_factory=list)  # one for each open briefing that reaches it
    held: dict[int, Hold] = field(default_factory=dict)  # {briefing: why nobody can do it now}
    questions: int = 0
    left: list[Appointment] = field(default_factory=list)

    @property
    def outstanding(self) -> int:
        return sum(len(board.outstanding) for board in self.boards if board.briefing.pk not in self.held)

    @property
    def lines(self) -> list[str]:
        return [
            str(self.boards[0].organisation),
            *(
                f"- {_on_hold(board, hold) if (hold := self.held.get(board.briefing.pk)) else _state(board)}"
                for board in self.boards
            ),
            *([f"- {_questions(self.questions)}"] if self.questions else []),
            *(f"- {_has_left(row)}" for row in self.left),
        ]


def weeks_of(organisations: Iterable[Organisation], now: datetime) -> dict[int, Week]:
    """{organisation: its week}, of those that an open briefing reaches. The queries do not grow with the boards."""
    organisations = list({organisation.pk: organisation for organisation in organisations}.values())
    found: dict[int, Week] = {}
    boards = boards_in_every_open_briefing(organisations, timezone.localdate(now))
    briefings = {board.briefing.pk: board.briefing for board in boards}
    held = {pk: hold for pk, briefing in briefings.items() if (hold := briefing.module_hold)}
    for board in boards:
        found.setdefault(board.organisation.pk, Week(held=held)).boards.append(board)
    for question in questions_open(found):
        found[question.appointment.organisation_id].questions += 1
    for row in said_they_left(found, now - timedelta(days=NEWS_DAYS)):
        found[row.organisation_id].left.append(row)
    return found


def _state(board: Board) -> str:
    done = ngettext(
        "%(title)s, to be done by %(day)s: %(done)s of %(seats)s governor has completed it.",
        "%(title)s, to be done by %(day)s: %(done)s of %(seats)s governors have completed it.",
        len(board.seats),
    ) % {
        "title": board.briefing.module.title,
        "day": date_format(board.briefing.due_on, "j F"),
        "done": board.completed,
        "seats": len(board.seats),
    }
    words = [done]
    waiting, unreached = len(board.outstanding), len([s for s in board.outstanding if not s.person.post_address])
    if waiting:
        words.append(ngettext("%(n)s is outstanding.", "%(n)s are outstanding.", waiting) % {"n": waiting})
    if unreached:
        words.append(ngettext("%(n)s has no address.", "%(n)s have no address.", unreached) % {"n": unreached})
    return " ".join(words)


def _on_hold(board: Board, hold: Hold) -> str:
    return _("%(title)s: %(why)s") % {"title": board.briefing.module.title, "why": hold.for_clerks}


def _questions(number: int) -> str:
    return ngettext(
        "%(n)s question about the national register waits for you.",
        "%(n)s questions about the national register wait for you.",
        number,
    ) % {"n": number}


def _has_left(row: Appointment) -> str:
    return _("%(name)s has said that they have left. Last day: %(day)s.") % {
        "name": row.person.canonical,
        "day": date_format(row.ends_on, "j F Y"),
    }


def digest_mail() -> tuple[str, str, str]:
    """(subject, plain text, HTML). The lines of a clerk's boards are a merge field."""
    context = {**letter_context(), "short_address": f"{settings.PUBLIC_HOST}/boards"}
    return (
        _("Your boards this week"),
        render_to_string("email/digest.txt", context),
        render_to_string("email/digest.html", context),
    )


def digest_values(clerk: Clerk, weeks: list[Week]) -> dict[str, str]:
    names = ", ".join(str(week.boards[0].organisation) for week in weeks)
    lines = "\n\n".join("\n".join(week.lines) for week in weeks)
    return {"boards": lines, "why": names, "source": where_from(clerk.person, clerk.sources)}
