"""Words for the minutes, ready to copy. Each sentence rests on one figure of the report and names it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assurance.enums import FigureKind, SchoolState
from learning.enums import SeatState

MOST_DECISIONS = 5


@dataclass(frozen=True)
class Sentence:
    text: str
    figure: str  # of FigureKind, or "" for what the Board itself says


def minute_sentences(figures: dict[str, Any], *, as_at: str, asks: list[str] | None = None) -> list[Sentence]:
    """The minute of this report, from its own frozen figures. `as_at` in words."""
    seats = figures[FigureKind.SEATS.value]
    numbers = {row["state"]: row["n"] for row in seats["states"]}
    asked = figures[FigureKind.ASKED.value]
    found = [
        Sentence(
            _("The Board received the follow-up report on what was asked on %(day)s (minute %(minute)s).")
            % {"day": asked["meeting_words"], "minute": asked["minute"]},
            FigureKind.ASKED.value,
        ),
        Sentence(
            _("It noted that, as at %(as_at)s, %(done)s of %(known)s known %(whom)s had completed the briefing "
              "(%(share)s).")
            % {"as_at": as_at, "done": seats["completed"], "known": seats["known"], "whom": seats["of_whom"],
               "share": seats["share"]},
            FigureKind.SEATS.value,
        ),
        *_not_reached(numbers),
        _schools(figures),
    ]  # fmt: skip
    paper = figures[FigureKind.PAPER.value]
    if paper["meetings"]:
        found.append(Sentence(_on_paper(paper["boards"], paper["present"]), FigureKind.PAPER.value))
    found += [Sentence(_("The Board agreed: %(what)s") % {"what": ask}, "") for ask in (asks or [])[:MOST_DECISIONS]]
    return [sentence for sentence in found if sentence.text]


def _on_paper(boards: int, present: int) -> str:
    given = ngettext(
        "%(n)s board was given the printed pack at a meeting.",
        "%(n)s boards were given the printed pack at a meeting.",
        boards,
    ) % {"n": boards}
    counted = ngettext(
        "Its clerk counted %(n)s governor present.",
        "%(n)s governors were present, as counted by their clerk.",
        present,
    ) % {"n": present}
    return f"{given} {counted} {_('This is weaker evidence and is counted apart.')}"


def _not_reached(numbers: dict[str, int]) -> list[Sentence]:
    """Who could not be asked at all."""
    no_address, bounced = numbers[SeatState.NO_ADDRESS.value], numbers[SeatState.BOUNCED.value]
    objected = numbers[SeatState.OBJECTED.value]
    if not no_address + bounced + objected:
        return []
    text = _("%(n)s seats could not be reached by e-mail: %(none)s without an address, %(bounced)s bounced, %(no)s "
             "objected or suppressed.") % {
        "n": no_address + bounced + objected, "none": no_address, "bounced": bounced, "no": objected
    }  # fmt: skip
    return [Sentence(text, FigureKind.SEATS.value)]


def _schools(figures: dict[str, Any]) -> Sentence:
    schools = figures[FigureKind.SCHOOLS.value]
    numbers = {row["state"]: row["n"] for row in schools["states"]}
    text = _("Of %(n)s schools, all known governors had completed it in %(all)s, some in %(some)s and none in "
             "%(none)s; %(nobody)s had given no list.") % {
        "n": schools["total"], "all": numbers[SchoolState.ALL.value], "some": numbers[SchoolState.SOME.value],
        "none": numbers[SchoolState.NONE.value], "nobody": numbers[SchoolState.NOBODY.value],
    }  # fmt: skip
    return Sentence(text, FigureKind.SCHOOLS.value)
