"""The clerk's and the chair's pages: all boards, one board, the sheet for the meeting, downloads."""

from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.routes import needs_code
from core.sheets import TYPES, sheet_response
from core.texts import Text
from governing_boards.access import boards_open_to
from governing_boards.audit import BOARD_DOWNLOADED, CORRECTIONS_DOWNLOADED
from governing_boards.boards import Board, board_of, boards_of, questions_open, said_they_left
from governing_boards.corrections import corrections_for, in_words
from governing_boards.digests import NEWS_DAYS
from governing_boards.sheets import (
    FILTERS,
    agenda_line,
    board_rows,
    correction_rows,
    done_of,
    filter_in_words,
    minute_text,
    moment,
    sentence,
    shown,
)
from governing_boards.views.access import for_clerk_and_chair, for_the_clerk
from learning.enums import Hold, SeatState
from learning.models import Briefing
from people.audit.registry import AuditAction
from people.models import Organisation
from people.operations import record_audit
from people.requests import PersonRequest


@needs_code
@require_safe
def boards(request: PersonRequest) -> HttpResponseBase:
    """All boards of one person, in one briefing or each in its latest."""
    today = timezone.localdate()
    mine = boards_open_to(request.user, today)
    if not mine:
        raise Http404
    wanted = _number(request.GET.get("briefing"))
    found = boards_of(mine, today, briefing_id=wanted)
    choices = {briefing.pk: briefing for board in found for briefing in board.briefings}
    if wanted is not None and wanted not in choices:
        wanted, found = None, boards_of(mine, today)
    context = {
        "boards": [_card(board) for board in found],
        "briefings": sorted(choices.values(), key=attrgetter("issued_at"), reverse=True),
        "briefing_id": wanted,
        "totals": _totals([board for board in found if board.as_clerk]),
        "questions": questions_open([board.organisation.pk for board in found if board.as_clerk]),
    }
    return render(request, "governing_boards/boards.html", context)


def _card(board: Board) -> dict[str, Any]:
    words = sentence(board) if board.as_clerk else done_of(board)
    return {"board": board, "sentence": words, "figures": figures(board)}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _totals(found: list[Board]) -> dict[str, Any] | None:
    """Over all boards of a clerk that a briefing reaches; None for a single board, which says it itself."""
    reached = [board for board in found if board.briefing]
    if len(found) < 2 or not reached:
        return None
    seats = [seat for board in reached for seat in board.seats]
    return {
        "boards": len(reached),
        "seats": len(seats),
        "people": len({seat.person.pk for seat in seats}),
        "figures": [
            (state.value, state.label, number)
            for state in SeatState
            if (number := sum(seat.state == state for seat in seats)) or state in ALWAYS
        ],
        "vacant": sum(board.vacant or 0 for board in reached),
    }


NOT_YET = gettext_lazy("Not yet")
ALWAYS = {SeatState.COMPLETED, SeatState.STARTED, SeatState.NOT_STARTED, SeatState.NO_ADDRESS}


def figures(board: Board) -> list[tuple[str, Text, int]]:
    """(state, its name, how many seats): they add up to the seats."""
    if board.briefing is None:
        return []
    if not board.as_clerk:  # a chair sees who has done it and who has not, and not why
        asked = len(board.seats) - board.counts[SeatState.NOT_ASKED]
        both: list[tuple[str, Text, int]] = [
            (SeatState.COMPLETED.value, SeatState.COMPLETED.label, board.completed),
            ("not_yet", NOT_YET, asked - board.completed),
        ]
        none = board.counts[SeatState.NOT_ASKED]
        return both + ([(SeatState.NOT_ASKED.value, SeatState.NOT_ASKED.label, none)] if none else [])
    return [(s.value, s.label, number) for s, number in board.counts.items() if number or s in ALWAYS]


def board_for(request: PersonRequest, organisation: Organisation, as_clerk: bool = True) -> Board:
    """The board in the briefing that the address names, or in the latest if it names none of this board's."""
    today = timezone.localdate()
    wanted = _number(request.GET.get("briefing"))
    found = board_of(organisation, as_clerk, today, briefing_id=wanted)
    if wanted is not None and found.briefing is None:
        found = board_of(organisation, as_clerk, today)
    return found


@require_safe
@for_clerk_and_chair
def board(request: PersonRequest, organisation: Organisation, as_clerk: bool) -> HttpResponseBase:
    found = board_for(request, organisation, as_clerk)
    context = {"board": found, "figures": figures(found), "briefing_query": briefing_query(found)}
    if not as_clerk:
        return render(request, "governing_boards/chair.html", {**context, "sentence": done_of(found)})
    now, wanted = timezone.now(), _filter(request)
    context |= {
        "sentence": sentence(found),
        "hold": hold_of(found.briefing),
        "seats": shown(found, wanted),
        "filters": FILTERS,
        "filter": wanted,
        "filter_label": filter_in_words(wanted),
        "download_query": urlencode({"briefing": found.briefing.pk if found.briefing else "", "state": wanted}),
        "questions": [(question, in_words(question)) for question in questions_open([organisation.pk])],
        "left": said_they_left([organisation.pk], now - timedelta(days=NEWS_DAYS)),
        "import_url": _url("board_import", organisation.pk),
    }
    return render(request, "governing_boards/board.html", context)


def hold_of(briefing: Briefing | None) -> Hold | None:
    """Why nobody can be reminded of an open briefing now."""
    return briefing.hold if briefing and briefing.is_open else None


def briefing_query(found: Board) -> str:
    return f"?briefing={found.briefing.pk}" if found.briefing else ""


def _filter(request: PersonRequest) -> str:
    wanted = request.GET.get("state", "")
    return wanted if wanted in dict(FILTERS) else ""


def _url(name: str, *args: Any) -> str:
    """An address of a page that may not be built in."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@require_safe
@for_the_clerk
def meeting(request: PersonRequest, organisation: Organisation) -> HttpResponseBase:
    """A sheet for the meeting: figures and names, no addresses, and words to copy."""
    found = board_for(request, organisation)
    now = timezone.now()
    context = {
        "board": found,
        "sentence": sentence(found),
        "figures": figures(found),
        "briefing_query": briefing_query(found),
        "moment": moment(now),
        "agenda_line": agenda_line(found, now) if found.briefing else "",
        "minute_text": minute_text(found, now) if found.briefing else "",
    }
    return render(request, "governing_boards/meeting.html", context)


@require_safe
@for_the_clerk
def download(request: PersonRequest, organisation: Organisation, file_type: str) -> HttpResponseBase:
    found, wanted, now = board_for(request, organisation), _filter(request), timezone.now()
    rows, heading = board_rows(found, wanted, now)
    response = _file(rows, heading, file_type, f"board-{organisation.name}", now)
    which = {"briefing": found.briefing.pk if found.briefing else None, "shown": wanted}
    _record_download(request, BOARD_DOWNLOADED, organisation, which | _size(rows, heading, file_type), now)
    return response


@require_safe
@for_the_clerk
def corrections(request: PersonRequest, organisation: Organisation) -> HttpResponseBase:
    """What to correct in the national register."""
    context = {
        "organisation": organisation,
        "corrections": corrections_for(organisation, timezone.localdate()),
        "moment": moment(timezone.now()),
    }
    return render(request, "governing_boards/corrections.html", context)


@require_safe
@for_the_clerk
def corrections_download(request: PersonRequest, organisation: Organisation, file_type: str) -> HttpResponseBase:
    now = timezone.now()
    found = board_of(organisation, True, timezone.localdate(now))
    rows, heading = correction_rows(found, corrections_for(organisation, timezone.localdate(now)), now)
    response = _file(rows, heading, file_type, f"register-{organisation.name}", now)
    _record_download(request, CORRECTIONS_DOWNLOADED, organisation, _size(rows, heading, file_type), now)
    return response


def _record_download(
    request: PersonRequest, action: AuditAction, organisation: Organisation, data: dict[str, Any], now: datetime
) -> None:
    if request.method == "GET":
        record_audit(action=action, about=organisation, by=request.user, data=data, now=now)


def _size(rows: list[list[Any]], heading: int, file_type: str) -> dict[str, Any]:
    return {"file_type": file_type, "rows": len(rows) - heading}


def _file(rows: list[list[Any]], heading: int, file_type: str, name: str, now: datetime) -> HttpResponseBase:
    if file_type not in TYPES:
        raise Http404
    stamp = timezone.localtime(now).strftime("%Y-%m-%d")
    return sheet_response(
        rows, file_type=file_type, file_name=f"{slugify(name)}-{stamp}", title=name, bold_rows=[1, heading]
    )
