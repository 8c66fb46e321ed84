"""Seats and schools by state, and by phase, ward, role and kind; what is missing from them, with its next step."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assurance.coverage_counts import CLERK as CLERKS
from assurance.coverage_counts import GOVERNOR, Counts, Coverage, known
from assurance.enums import STATE_WORDS, SchoolState, Slice
from assurance.unreached import reasons_in_words, schools_in
from learning.enums import SeatState
from learning.seat_states.counting import Counted
from learning.seat_states.scope import Scope
from people.enums import OrganisationKind, Phase, Role

MOST_WARDS = 60
MOST_NAMED = 40  # schools named in a report; the rest are counted, and in the officer's list
LABELS = {Slice.PHASE: Phase, Slice.KIND: OrganisationKind, Slice.ROLE: Role}


def share(part: int, whole: int) -> str:
    """ "90.0%", rounded half up from whole numbers; "–" where there is nothing to share."""
    if not whole:
        return "–"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def label_of(cut: Slice | str, value: str) -> str:
    if not value:
        return _("Not known")
    words = LABELS.get(Slice(cut))
    return str(words(value).label) if words and value in words.values else value


def state_words() -> dict[SeatState, str]:
    """In the language of the page: looked up once for a table of many rows."""
    return {state: str(STATE_WORDS[state]) for state in SeatState}


def states_of(counts: Counts, words: dict[SeatState, str]) -> list[dict[str, Any]]:
    """In the order in which they are always shown; vacant last and only where sizes are known."""
    return [{"state": s.value, "label": words[s], "n": counts[s]} for s in SeatState]


def _whole(counts: Counts, words: dict[SeatState, str]) -> dict[str, Any]:
    total = known(counts)
    done = counts[SeatState.COMPLETED]
    return {
        "states": states_of(counts, words), "known": total, "vacant": counts[SeatState.VACANT], "completed": done,
        "share": share(done, total),
    }  # fmt: skip


def seat_figure(coverage: Coverage, post: str) -> dict[str, Any]:
    people, people_done = coverage.people.get(post, (0, 0))
    return {
        "title": _("Clerks’ seats by state") if post == CLERKS else _("Seats by state"),
        "counts": "seats",
        "post": post,
        "of_whom": seat_words(post),
        **_whole(coverage.counts(post), state_words()),
        "people": people,
        "people_completed": people_done,
    }


def seat_words(post: str) -> str:
    return {
        GOVERNOR: _("governor seats"),
        CLERKS: _("clerk seats"),
        Role.COUNCILLOR.value: _("councillor seats"),
    }.get(post) or _("seats (%(role)s)") % {"role": str(Role(post).label).lower()}


def slice_figure(coverage: Coverage, cut: Slice, post: str) -> dict[str, Any]:
    schools = coverage.schools_by(cut) if cut != Slice.ROLE else {}
    parts = coverage.by(cut, post)
    for value in schools:
        parts.setdefault(value, dict.fromkeys(SeatState, 0))
    labels, words = {value: label_of(cut, value) for value in parts}, state_words()
    order = sorted(parts, key=lambda value: (value == "", labels[value]))
    rows = [
        {
            "value": value,
            "label": labels[value],
            **_whole(parts[value], words),
            "schools": sum(schools.get(value, {}).values()),
            "no_list": schools.get(value, {}).get(SchoolState.NOBODY, 0),
        }
        for value in order[:MOST_WARDS]
    ]
    left = max(0, len(order) - MOST_WARDS)
    titles = {
        Slice.PHASE: _("Seats by phase"), Slice.KIND: _("Seats by kind of organisation"),
        Slice.WARD: _("Seats by ward"), Slice.ROLE: _("Seats by role"),
    }  # fmt: skip
    return {
        "title": titles[cut], "counts": "seats", "cut": cut.value, "heading": str(cut.label), "post": post,
        "of_whom": seat_words(post), "rows": rows, "left_out": left, "has_schools": bool(schools),
    }  # fmt: skip


def school_figure(coverage: Coverage) -> dict[str, Any]:
    counts = coverage.school_counts
    return {
        "title": _("Schools: all, some, none, nobody known"),
        "counts": "schools",
        "states": [{"state": s.value, "label": str(s.label), "n": counts[s]} for s in SchoolState],
        "total": sum(counts.values()),
    }


def unknown_figure(coverage: Coverage, post: str) -> dict[str, Any]:
    counts, schools = coverage.counts(post), coverage.school_counts
    return {
        "title": _("What could not be known"),
        "counts": "seats and schools",
        "of_whom": seat_words(post),
        "lines": [
            {"n": schools[SchoolState.NOBODY], "label": _("schools have given no list: nobody there is counted")},
            {"n": counts[SeatState.NO_ADDRESS], "label": _("seats have no address: we cannot ask whether they know")},
            {"n": counts[SeatState.AMBIGUOUS], "label": _("seats may have been sent it: the line was lost")},
            {"n": counts[SeatState.BOUNCED], "label": _("seats have an address that does not work")},
            {"n": counts[SeatState.VACANT], "label": _("seats are vacant, where the size of the board is known")},
        ],
        "notes": [
            _("A message that did not bounce may still not have been read. Opening is not tracked."),
            _("Who sat before the screen is not known. It is a briefing, not an examination."),
        ],
    }  # fmt: skip


def gap_figure(tables: Counted, scope: Scope, moment: datetime) -> dict[str, Any]:
    rows, total = schools_in(
        tables, scope, moment=moment, states=(SchoolState.NOBODY, SchoolState.NONE), most=MOST_NAMED
    )
    return {
        "title": _("Named gaps, and the next step for each"),
        "counts": "schools",
        "total": total,
        "left_out": total - len(rows),
        "rows": [
            {
                "name": row.organisation.name,
                "urn": row.organisation.urn or "",
                "state": row.state.value,
                "label": str(row.state.label),
                "seats": row.seats,
                "why": reasons_in_words(row.open_states),
                "step": str(row.step),
            }
            for row in rows
        ],
    }
