"""Named gaps: which schools, which seats, and what to do next about each."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assurance.coverage import as_moment, schools_sql
from assurance.coverage_counts import CoverageFilter
from assurance.enums import STATE_WORDS, SchoolState
from assurance.models import BoardAction
from core.texts import Text
from learning.enums import SeatState
from learning.seat_states.counting import Counted, counted
from learning.seat_states.scope import Scope
from people.enums import Role
from people.models import Appointment, Organisation, Person

CHUNK = 2000
# What helps each state, the most useful first: one step at a time.
STEPS: dict[SeatState, Text] = {
    SeatState.NO_ADDRESS: _("Ask the clerk for their address"),
    SeatState.BOUNCED: _("Ask the clerk for an address that works"),
    SeatState.NOT_ASKED: _("Send them the briefing: see who joins later, and the mail queue"),
    SeatState.AMBIGUOUS: _("Ask whether it arrived, and send a reminder"),
    SeatState.STARTED: _("Send a reminder: they stopped half-way"),
    SeatState.NOT_STARTED: _("Send a reminder"),
    SeatState.OBJECTED: _("Do not e-mail them. Give the clerk the printed pack"),
    SeatState.VACANT: _("Ask the clerk who has joined"),
    SeatState.COMPLETED: "",
}
ASK_FOR_LIST, FIND_CLERK = _("Ask the clerk for a list of the board"), _("No clerk known: ask the school for a list")


@dataclass
class SchoolRow:
    organisation: Organisation
    state: SchoolState
    seats: int
    completed: int
    counts: dict[SeatState, int] = field(default_factory=dict)
    clerks: list[str] = field(default_factory=list)

    @property
    def open_states(self) -> list[tuple[SeatState, int]]:
        """Why it is not done, the largest first."""
        found = [(s, n) for s, n in self.counts.items() if n and s not in {SeatState.COMPLETED, SeatState.VACANT}]
        return sorted(found, key=lambda pair: (-pair[1], list(STEPS).index(pair[0])))

    @property
    def step(self) -> Text:
        if self.state == SchoolState.NOBODY:
            return ASK_FOR_LIST if self.clerks else FIND_CLERK
        return STEPS[self.open_states[0][0]] if self.open_states else ""


@dataclass(frozen=True)
class SeatRow:
    """One seat, named. A vacant one has no person."""

    organisation_id: int
    organisation: str
    urn: str
    phase: str
    kind: str
    ward: str
    post: str
    role: str
    state: SeatState
    done_at: datetime | None
    person_id: int | None
    name: str

    @property
    def step(self) -> Text:
        return STEPS[self.state]


@contextmanager
def _tables(action: BoardAction, moment: datetime, cut: CoverageFilter) -> Iterator[tuple[Counted, Scope] | None]:
    scope = cut.of(action.scope)
    if scope is None:
        yield None
        return
    with counted(scope, moment, timezone.localdate(moment)) as tables:
        yield tables, scope


# --- Schools --------------------------------------------------------------------------------------------------------

_WORST_FIRST = "CASE st.state WHEN 'nobody' THEN 0 WHEN 'none' THEN 1 WHEN 'some' THEN 2 ELSE 3 END"


def school_rows(
    action: BoardAction,
    *,
    moment: datetime,
    cut: CoverageFilter | None = None,
    states: tuple[SchoolState, ...] = (),
    start: int = 0,
    most: int | None = None,
) -> tuple[list[SchoolRow], int]:
    """(the schools, the worst first; how many there are in all). 5 queries beside the counting, however many."""
    with _tables(action, moment, cut or CoverageFilter()) as found:
        if found is None:
            return [], 0
        return schools_in(*found, moment=moment, states=states, start=start, most=most)


def schools_in(
    tables: Counted,
    scope: Scope,
    *,
    moment: datetime,
    states: tuple[SchoolState, ...] = (),
    start: int = 0,
    most: int | None = None,
) -> tuple[list[SchoolRow], int]:
    """The same of seats that are counted already."""
    sql, params = schools_sql(scope, "FROM ({states}) st JOIN " + Organisation._meta.db_table + " o ON o.id = st.id")
    if states:
        sql += f" WHERE st.state IN ({', '.join(['%s'] * len(states))})"
        params += [state.value for state in states]
    paging = f" LIMIT {int(most)} OFFSET {int(start)}" if most is not None else ""
    rows = tables.rows(
        f"SELECT st.id, st.state, st.seats, st.done, COUNT(*) OVER () {sql} "
        f"ORDER BY {_WORST_FIRST}, o.name, o.id{paging}",
        params,
    )
    total = rows[0][4] if rows else 0
    if start and not rows:  # a page after the last
        total = tables.rows(f"SELECT COUNT(*) {sql}", params)[0][0]
    pks = [row[0] for row in rows]
    counts = _counts_of(tables, scope, pks)
    places, clerks = Organisation.objects.in_bulk(pks), _clerks_of(pks, moment)
    return [
        SchoolRow(places[pk], SchoolState(state), int(seats), int(done), counts.get(pk, {}), clerks.get(pk, []))
        for pk, state, seats, done, _total in rows
    ], total


def _counts_of(tables: Counted, scope: Scope, places: list[int]) -> dict[int, dict[SeatState, int]]:
    found: dict[int, dict[SeatState, int]] = {}
    clerks = Role.GOVERNANCE_PROFESSIONAL.value
    only = "" if set(scope.roles) == {clerks} else f" AND post <> '{clerks}'"
    for start in range(0, len(places), CHUNK):
        some = places[start : start + CHUNK]
        marks = ", ".join(["%s"] * len(some))
        rows = tables.rows(  # the post is a constant of ours, the places are parameters
            f"SELECT organisation_id, state, COUNT(*) FROM {{seat}} WHERE organisation_id IN ({marks}){only} "
            "GROUP BY organisation_id, state",
            some,
        )
        for place, state, n in rows:
            found.setdefault(place, {})[SeatState(state)] = n
    return found


def _clerks_of(places: list[int], moment: datetime) -> dict[int, list[str]]:
    """Who clerks these boards today: whom to ask is a matter of today, whatever date the figures are of."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(places), CHUNK):
        rows = (
            Appointment.objects.current(timezone.localdate(moment))
            .filter(organisation__in=places[start : start + CHUNK], role=Role.GOVERNANCE_PROFESSIONAL)
            .select_related("person__canonical")
            .order_by("organisation", "pk")
        )
        for row in rows:
            found.setdefault(row.organisation_id, []).append(str(row.person.canonical))
    return found


# --- Seats ----------------------------------------------------------------------------------------------------------

_ROWS = (
    "SELECT s.organisation_id, o.name, o.urn, p.phase, p.kind, s.ward, s.post, s.role, s.state, s.done_at, "
    "s.person_id, w.given_name, w.family_name "
    f"FROM {{seat}} s JOIN {{place}} p ON p.id = s.organisation_id JOIN {Organisation._meta.db_table} o "
    f"ON o.id = s.organisation_id JOIN {Person._meta.db_table} w ON w.id = s.person_id"
)
_ORDER = " ORDER BY o.name, o.id, s.post, w.family_name, w.given_name, s.person_id"
_VACANT_ROWS = (
    "SELECT p.id, o.name, o.urn, p.phase, p.kind, p.ward, p.board_size - COALESCE(n.n, 0) "
    f"FROM {{place}} p JOIN {Organisation._meta.db_table} o ON o.id = p.id LEFT JOIN (SELECT organisation_id, "
    "COUNT(*) AS n FROM {seat} WHERE post = 'governor' GROUP BY organisation_id) n ON n.organisation_id = p.id "
    "WHERE p.board_size > COALESCE(n.n, 0)"
)


def _where(cut: CoverageFilter, state: str, post: str) -> tuple[str, list[Any]]:
    parts, params = [], []
    for column, value in (("s.role", cut.role), ("s.state", state), ("s.post", post)):
        if value:
            parts.append(f"{column} = %s")
            params.append(value)
    return (" WHERE " + " AND ".join(parts) if parts else ""), params


def seat_rows(
    action: BoardAction,
    *,
    moment: datetime,
    cut: CoverageFilter | None = None,
    state: str = "",
    post: str = "",
    start: int = 0,
    most: int = 50,
) -> tuple[list[SeatRow], int]:
    """(the seats of one page, by school and name; how many there are in all)."""
    cut = cut or CoverageFilter()
    with _tables(action, moment, cut) as found:
        if found is None:
            return [], 0
        tables, scope = found
        where, params = _where(cut, state, post)
        total = tables.rows(f"SELECT COUNT(*) FROM {{seat}} s{where}", params)[0][0]
        vacant = list(_vacant(tables, scope)) if _wants_vacant(scope, cut, state, post) else []
        rows = tables.rows(f"{_ROWS}{where}{_ORDER} LIMIT {int(most)} OFFSET {int(start)}", params)
        shown = [_seat_row(row) for row in rows]
        after = max(0, start - total)
        return shown + vacant[after : after + most - len(shown)], total + len(vacant)


def every_seat(
    action: BoardAction, *, moment: datetime, cut: CoverageFilter | None = None, state: str = "", post: str = ""
) -> Iterator[SeatRow]:
    """All of them, a few thousand at a time: an England does not fit into memory."""
    cut = cut or CoverageFilter()
    with _tables(action, moment, cut) as found:
        if found is None:
            return
        tables, scope = found
        where, params = _where(cut, state, post)
        sql = f"{_ROWS}{where}{_ORDER}".format(seat=tables.seat, place=tables.place)
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, params)
            while rows := cursor.fetchmany(CHUNK):
                yield from map(_seat_row, rows)
        if _wants_vacant(scope, cut, state, post):
            yield from _vacant(tables, scope)


def _wants_vacant(scope: Scope, cut: CoverageFilter, state: str, post: str) -> bool:
    governors = Role.GOVERNOR.value in scope.roles or Role.CHAIR_OF_GOVERNORS.value in scope.roles
    return (
        governors
        and state in ("", SeatState.VACANT.value)
        and post in ("", Role.GOVERNOR.value)
        and cut.role in ("", Role.GOVERNOR.value)
    )


def _vacant(tables: Counted, scope: Scope) -> Iterator[SeatRow]:
    wards = f" AND p.ward IN ({', '.join(['%s'] * len(scope.wards))})" if scope.wards else ""
    governor = Role.GOVERNOR.value
    for pk, name, urn, phase, kind, ward, number in tables.rows(f"{_VACANT_ROWS}{wards} ORDER BY o.name", scope.wards):
        for _seat in range(number):
            yield SeatRow(pk, name, urn or "", phase, kind, ward, governor, governor, SeatState.VACANT, None, None, "")


def _seat_row(row: tuple[Any, ...]) -> SeatRow:
    place, name, urn, phase, kind, ward, post, role, state, done_at, person, given, family = row
    who = f"{given} {family}".strip()
    return SeatRow(
        place,
        name,
        urn or "",
        phase,
        kind,
        ward,
        post,
        role,
        SeatState(state),
        done_at and as_moment(done_at),
        person,
        who,
    )


def reasons_in_words(states: Iterable[tuple[SeatState, int]]) -> str:
    return ", ".join(f"{n} {str(STATE_WORDS[state]).lower()}" for state, n in states)
