"""Coverage: of everyone who should have been reached, who has been, and how we know.

Counted from the facts by learning/seat_states/. Every number here says whether it counts people or seats; governors
and clerks are never added up. The states of any cut sum to its whole, since each seat is in exactly one.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from assurance.coverage_counts import CLERK, GOVERNOR, Coverage, CoverageFilter, SchoolCell, SeatCount
from assurance.enums import SchoolState
from assurance.models import BoardAction, KeptCoverage
from learning.enums import SeatState
from learning.seat_states.counting import Counted, counted
from learning.seat_states.scope import Scope, schools_among
from people.enums import Role

TO_BE_COUNTED_AHEAD = 20_000  # seats: more than that nobody waits for


STATES = {state.value: state for state in SeatState}


# --- Counting -------------------------------------------------------------------------------------------------------


def coverage_of(action: BoardAction, *, moment: datetime, cut: CoverageFilter | None = None) -> Coverage:
    """As it stood at `moment`, from the facts of that moment. About 12 statements, whatever the size."""
    cut = cut or CoverageFilter()
    scope = cut.of(action.scope)
    if scope is None:
        return Coverage(moment)
    with counted(scope, moment, timezone.localdate(moment)) as tables:
        return counts_from(tables, scope, moment, role=cut.role)


def coverage_now(action: BoardAction, *, now: datetime, cut: CoverageFilter | None = None) -> Coverage:
    """As it stands. Kept counts where there are too many seats to count while somebody waits; it says their moment."""
    cut = cut or CoverageFilter()
    kept = None if cut.needs_facts else KeptCoverage.objects.filter(action=action).first()
    if kept is None:
        return coverage_of(action, moment=now, cut=cut)
    found = from_kept(kept)
    found.cells = [c for c in found.cells if cut.lets_through(c) and cut.role in ("", c.role)]
    found.schools = [c for c in found.schools if cut.lets_through(c)]
    return found


def counts_from(tables: Counted, scope: Scope, moment: datetime, *, role: str = "") -> Coverage:
    ((seats,),) = tables.rows("SELECT COUNT(*) FROM {seat}")
    has_wards = scope.is_narrow or seats <= TO_BE_COUNTED_AHEAD

    def by_ward(sql: str, ward: str) -> str:
        return sql.replace("{ward}", ward if has_wards else "''")

    cells = [
        SeatCount(phase, kind, ward, post, of_role, STATES[state], n)
        for phase, kind, ward, post, of_role, state, n in tables.rows(by_ward(_SEATS, "s.ward"))
    ]
    if GOVERNOR in _posts(scope):
        cells += [
            SeatCount(phase, kind, ward, GOVERNOR, GOVERNOR, SeatState.VACANT, int(n))
            for phase, kind, ward, n in tables.rows(
                by_ward(_VACANT + _in_wards(scope) + _VACANT_END, "p.ward"), scope.wards
            )
            if n
        ]
    people = {post: (n, done) for post, n, done in tables.rows(_PEOPLE)}
    return Coverage(
        moment,
        [cell for cell in cells if role in ("", cell.role)],
        [
            SchoolCell(p, k, w, SchoolState(s), n)
            for p, k, w, s, n in tables.rows(*schools_sql(scope, by_ward(_SCHOOLS, "ward")))
        ],
        people,
        has_wards=has_wards,
    )


def _posts(scope: Scope) -> set[str]:
    return {GOVERNOR if role == Role.CHAIR_OF_GOVERNORS else role for role in scope.roles}


def _in_wards(scope: Scope) -> str:
    return f" AND p.ward IN ({', '.join(['%s'] * len(scope.wards))})" if scope.wards else ""


_SEATS = """
    SELECT p.phase, p.kind, {ward}, s.post, s.role, s.state, COUNT(*) FROM {seat} s
    JOIN {place} p ON p.id = s.organisation_id GROUP BY 1, 2, 3, 4, 5, 6"""
_PEOPLE = """
    SELECT post, COUNT(DISTINCT person_id), COUNT(DISTINCT CASE WHEN state = 'completed' THEN person_id END)
    FROM {seat} GROUP BY post"""
_VACANT = """
    SELECT p.phase, p.kind, {ward}, SUM(CASE WHEN p.board_size > COALESCE(s.n, 0)
        THEN p.board_size - COALESCE(s.n, 0) ELSE 0 END)
    FROM {place} p LEFT JOIN (SELECT organisation_id, COUNT(*) AS n FROM {seat}
        WHERE post = 'governor' GROUP BY organisation_id) s ON s.organisation_id = p.id
    WHERE p.board_size IS NOT NULL"""
_VACANT_END = " GROUP BY 1, 2, 3"

# One row for each school that should have a board, and for each other place that has one.
SCHOOL_STATES = """
    SELECT p.id, p.phase, p.kind, p.ward, COALESCE(s.n, 0) AS seats, COALESCE(s.done, 0) AS done,
           CASE WHEN s.n IS NULL THEN 'nobody' WHEN s.done = s.n THEN 'all' WHEN s.done = 0 THEN 'none' ELSE 'some' END
           AS state
    FROM {{place}} p LEFT JOIN (
        SELECT organisation_id, COUNT(*) AS n, SUM(CASE WHEN state = 'completed' THEN 1 ELSE 0 END) AS done
        FROM {{seat}} WHERE post {posts} GROUP BY organisation_id
    ) s ON s.organisation_id = p.id
    WHERE (s.n IS NOT NULL OR (p.proposed = 0 AND p.kind IN ({kinds}))){wards}"""
_SCHOOLS = "SELECT phase, kind, {ward}, state, COUNT(*) FROM ({states}) schools GROUP BY 1, 2, 3, 4"


def schools_sql(scope: Scope, sql: str) -> tuple[str, list[Any]]:
    """`sql` with `{states}` filled in, for `Counted.rows`, and its parameters.

    Clerks do not make a board known, unless it is clerks who should be reached.
    """
    posts = sorted(_posts(scope) - {CLERK}) or [CLERK]
    kinds = schools_among(scope) if set(posts) & OF_A_SCHOOL else ()
    states = SCHOOL_STATES.format(
        posts=f"IN ({', '.join(repr(str(post)) for post in posts)})",
        kinds=", ".join(repr(kind) for kind in kinds or ("",)),
        wards=_in_wards(scope),
    )
    return sql.replace("{states}", states), list(scope.wards)


OF_A_SCHOOL = {GOVERNOR, CLERK, Role.HEADTEACHER.value, Role.DSL.value, Role.TEACHER.value}


# --- Counted ahead --------------------------------------------------------------------------------------------------


def to_be_kept(coverage: Coverage) -> dict[str, Any]:
    """The counts as JSON, without wards: those are asked for one authority at a time."""
    seats: dict[tuple[Any, ...], int] = {}
    for c in coverage.cells:
        key = (c.phase, c.kind, c.post, c.role, c.state.value)
        seats[key] = seats.get(key, 0) + c.n
    schools: dict[tuple[Any, ...], int] = {}
    for s in coverage.schools:
        schools[s.phase, s.kind, s.state.value] = schools.get((s.phase, s.kind, s.state.value), 0) + s.n
    return {
        "seats": [[*key, n] for key, n in seats.items()],
        "schools": [[*key, n] for key, n in schools.items()],
        "people": coverage.people,
    }


def from_kept(kept: KeptCoverage) -> Coverage:
    return Coverage(
        kept.moment,
        [SeatCount(p, k, "", post, role, SeatState(s), n) for p, k, post, role, s, n in kept.counts["seats"]],
        [SchoolCell(p, k, "", SchoolState(s), n) for p, k, s, n in kept.counts["schools"]],
        {post: tuple(pair) for post, pair in kept.counts["people"].items()},
        counted_ahead=True,
        has_wards=False,
    )


def completed_by(tables: Counted, post: str, ends: Iterable[datetime]) -> list[int]:
    """Of the seats of `post`, how many were completed by each of these moments. 1 query."""
    stamps = [connection.ops.adapt_datetimefield_value(end) for end in ends]
    counts = ", ".join("SUM(CASE WHEN done_at <= %s THEN 1 ELSE 0 END)" for _stamp in stamps)
    (row,) = tables.rows(f"SELECT {counts} FROM {{seat}} WHERE post = %s AND done_at IS NOT NULL", [*stamps, post])  # noqa: S608
    return [int(n or 0) for n in row]


def as_moment(value: Any) -> datetime:
    """SQLite gives what it stored: text, in UTC."""
    moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
