"""A board on paper: the rows of a download, the words for the meeting, the corrections as a sheet."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governing_boards.boards import Board, Seat
from governing_boards.corrections import Correction
from governing_boards.models import Tabling
from learning.enums import SeatState

OUTSTANDING = "outstanding"
FILTERS = [("", gettext_lazy("Everyone")), (OUTSTANDING, gettext_lazy("Outstanding")), *SeatState.choices]


def shown(board: Board, wanted: str) -> list[Seat]:
    """The seats that a filter leaves."""
    if wanted == OUTSTANDING:
        return board.outstanding
    return [seat for seat in board.seats if wanted in ("", seat.state)]


def filter_in_words(wanted: str) -> str:
    return str(dict(FILTERS).get(wanted, dict(FILTERS)[""]))


def board_rows(board: Board, wanted: str, now: datetime) -> tuple[list[list[Any]], int]:
    """(all rows with head, number of the row of headings). One row for each seat that the filter leaves."""
    head = _head(board, now)
    head += [[_("Shown"), filter_in_words(wanted)], [sentence(board)], []]
    headings = [
        _("Name"), _("Role"), _("Term starts"), _("Term ends"), _("E-mail address"), _("State"), _("Completed on"),
        _("To be done by"), _("Last reminded"),
    ]  # fmt: skip
    return [*head, headings, *(_row(seat) for seat in shown(board, wanted))], len(head) + 1


def _head(board: Board, now: datetime) -> list[list[Any]]:
    rows: list[list[Any]] = [
        [_("Board of %(name)s") % {"name": board.organisation}],
        [_("As at"), moment(now)],
    ]
    if board.briefing:
        rows.append([_("Briefing"), board.briefing.module.title])
        rows.append([_("To be done by"), board.briefing.due_on])
        rows += [[_("On paper"), f"{tabled_in_words(row)} {_('Counted apart.')}"] for row in board.tablings]
    return rows


def moment(now: datetime) -> str:
    return date_format(timezone.localtime(now), "j F Y, H:i")


def _row(seat: Seat) -> list[Any]:
    done, reminded = seat.completed_at, seat.reminded_at
    starts = [row.starts_on for row in seat.appointments if row.starts_on]
    ends = [row.ends_on for row in seat.appointments if row.ends_on]
    return [
        str(seat.person),
        ", ".join(str(role) for role in seat.roles),
        min(starts, default=None),
        max(ends, default=None) if len(ends) == len(seat.appointments) else None,
        seat.person.post_address,
        str(SeatState(seat.state).label),
        timezone.localdate(done) if done else None,
        seat.enrolment.to_be_done_by if seat.enrolment else None,
        timezone.localdate(reminded) if reminded else None,
    ]


def correction_rows(board: Board, found: list[Correction], now: datetime) -> tuple[list[list[Any]], int]:
    head = [
        [_("To correct in the national register (GIAS): %(name)s") % {"name": board.organisation}],
        [_("As at"), moment(now)],
        [_("Shown"), _("Everything that differs")],
        [],
    ]
    headings = [_("Name"), _("GID"), _("What"), _("The register says"), _("It should be"), _("You confirmed it on")]
    rows = [[c.name, c.gid, c.what, c.register_says, c.should_be, c.decided_on] for c in found]
    return [*head, headings, *rows], len(head) + 1


# --- Sentences ------------------------------------------------------------------------------------------------------


def sentence(board: Board) -> str:
    """ "9 of 12 governors have completed it. 2 have no address." The answer before the figures."""
    if board.briefing is None or not board.seats:
        return " ".join([done_of(board), *_no_address(len(board.without_address))])
    counts = board.counts
    objected, not_asked = counts[SeatState.OBJECTED], counts[SeatState.NOT_ASKED]
    more = _no_address(counts[SeatState.NO_ADDRESS])
    if objected:
        more.append(
            ngettext("%(n)s is not to be e-mailed.", "%(n)s are not to be e-mailed.", objected) % {"n": objected}
        )
    if not_asked:
        more.append(ngettext("%(n)s was not asked.", "%(n)s were not asked.", not_asked) % {"n": not_asked})
    return " ".join([done_of(board), *more])


def done_of(board: Board) -> str:
    """The first of these sentences: all that a chair is told."""
    seats = len(board.seats)
    if not seats:
        return _("We know of no governor on this board.")
    if board.briefing is None:
        sit = ngettext("%(n)s governor sits on this board.", "%(n)s governors sit on this board.", seats) % {"n": seats}
        return f"{sit} {_('No briefing has been sent to them yet.')}"
    return ngettext(
        "%(done)s of %(n)s governor has completed it.", "%(done)s of %(n)s governors have completed it.", seats
    ) % {"done": board.completed, "n": seats}


def _no_address(number: int) -> list[str]:
    if not number:
        return []
    return [ngettext("%(n)s has no address.", "%(n)s have no address.", number) % {"n": number}]


def agenda_line(board: Board, now: datetime) -> str:
    """For the clerk to put on the agenda."""
    values = _values(board)
    line = _("Safeguarding: the briefing “%(title)s”. To note that %(done)s of %(seats)s governors have completed it")
    if board.outstanding and values["last"] >= timezone.localdate(now):
        line += _(", and to agree how the others complete it by %(day)s")
    elif board.outstanding:
        line += _(", and to agree how the others complete it")
    return line % values + "."


def minute_text(board: Board, now: datetime) -> str:
    """For the clerk to put into the minutes, and to change as the meeting went.

    Each governor who has not completed it is in one clause: nobody is said to have been asked who was not.
    """
    values = _values(board) | {"today": date_format(timezone.localdate(now), "j F Y")}
    noted = ngettext(
        "The board noted that %(done)s of its %(seats)s governor had completed the safeguarding briefing “%(title)s” "
        "by %(today)s.",
        "The board noted that %(done)s of its %(seats)s governors had completed the safeguarding briefing “%(title)s” "
        "by %(today)s.",
        len(board.seats),
    )
    parts = [noted % values, *_not_yet(board, values), *_on_paper(board)]
    asked = len(_asked(board))
    if asked:
        parts.append(_("Action: the clerk to remind those who were asked, and to report at the next meeting."))
    if len(board.outstanding) > asked:
        parts.append(_("Action: the clerk to find a way to reach the others."))
    if board.completed == len(board.seats):
        parts.append(_("No further action is needed."))
    return " ".join(parts)


def _asked(board: Board) -> list[Seat]:
    return [seat for seat in board.outstanding if seat.was_asked]


def _not_yet(board: Board, values: dict[str, Any]) -> list[str]:
    """Who has not completed it, and how far we got with each: one clause for each reason, "" where there is none."""
    seats = [seat for seat in board.seats if seat.state != SeatState.COMPLETED]
    if not seats:
        return []
    counts = Counter("asked" if seat.was_asked else seat.state for seat in seats)
    clauses = [
        (counts["asked"], ngettext("%(n)s had been asked to do so by %(day)s",
                                   "%(n)s had been asked to do so by %(day)s", counts["asked"])),
        *((counts[state], words(counts[state])) for state, words in _NOT_ASKED.items()),
    ]  # fmt: skip
    told = _("; ").join(words % {"n": n, "day": values["day"]} for n, words in clauses if n)
    not_completed = ngettext(
        "%(n)s governor had not completed it: %(told)s.", "%(n)s governors had not completed it: %(told)s.", len(seats)
    )
    return [not_completed % {"n": len(seats), "told": told}]


# Why somebody was not asked, by state; the number decides between one and several.
_NOT_ASKED: dict[SeatState, Callable[[int], str]] = {
    SeatState.NO_ADDRESS: lambda n: ngettext("%(n)s had no email address", "%(n)s had no email address", n),
    SeatState.OBJECTED: lambda n: ngettext(
        "%(n)s had asked not to be emailed, or had an address we couldn’t write to",
        "%(n)s had asked not to be emailed, or had addresses we couldn’t write to",
        n,
    ),
    SeatState.BOUNCED: lambda n: ngettext(
        "the email to %(n)s had not arrived", "the emails to %(n)s had not arrived", n
    ),
    SeatState.AMBIGUOUS: lambda n: ngettext(
        "the email to %(n)s may not have arrived", "the emails to %(n)s may not have arrived", n
    ),
    SeatState.NOT_STARTED: lambda n: ngettext("%(n)s had not been sent it yet", "%(n)s had not been sent it yet", n),
    SeatState.NOT_ASKED: lambda n: ngettext("%(n)s had not been asked", "%(n)s had not been asked", n),
}  # fmt: skip


def _on_paper(board: Board) -> list[str]:
    return [f"{tabled_in_words(row)} {_('This is weaker evidence, and counted apart.')}" for row in board.tablings]


def tabled_in_words(row: Tabling) -> str:
    return ngettext(
        "The printed pack was tabled on %(day)s, %(n)s governor present.",
        "The printed pack was tabled on %(day)s, %(n)s governors present.",
        row.present,
    ) % {"day": date_format(row.on, "j F Y"), "n": row.present}


def _values(board: Board) -> dict[str, Any]:
    seats = _asked(board) or board.outstanding
    dates = [seat.enrolment.to_be_done_by for seat in seats if seat.enrolment] or [board.given.due_on]
    return {
        "title": board.given.module.title,
        "done": board.completed,
        "seats": len(board.seats),
        "last": max(dates),
        "day": date_format(max(dates), "j F Y"),
    }
