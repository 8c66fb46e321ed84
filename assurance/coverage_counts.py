"""What coverage is made of: counts of seats and schools, and what narrows them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from assurance.enums import SchoolState, Slice
from learning.enums import SeatState
from learning.seat_states.scope import Scope
from people.enums import Role

GOVERNOR, CLERK = Role.GOVERNOR.value, Role.GOVERNANCE_PROFESSIONAL.value


@dataclass(frozen=True)
class CoverageFilter:
    """What of an action is looked at. An empty part means "any"."""

    phase: str = ""
    kind: str = ""
    ward: str = ""
    role: str = ""
    authority: str = ""
    school: int | None = None

    def of(self, scope: Scope) -> Scope | None:
        """The scope that is left, or None where the cut lies outside it."""
        for wanted, whole in ((self.phase, scope.phases), (self.kind, scope.kinds), (self.ward, scope.wards)):
            if wanted and whole and wanted not in whole:
                return None
        if self.school and scope.organisations and self.school not in scope.organisations:
            return None
        found = replace(
            scope,
            phases=(self.phase,) if self.phase else scope.phases,
            kinds=(self.kind,) if self.kind else scope.kinds,
            wards=(self.ward,) if self.ward else scope.wards,
        )
        if self.school:
            found = found.at(self.school)
        return replace(found, authority=self.authority)

    @property
    def needs_facts(self) -> bool:
        """Whether kept counts are too coarse for it."""
        return bool(self.ward or self.authority or self.school)

    def lets_through(self, cell: Any) -> bool:
        return all(getattr(cell, n) == v for n in ("phase", "kind") if (v := getattr(self, n)))


class SeatCount(NamedTuple):
    """So many seats that have all of these in common. An England has 50,000 of them, for its wards."""

    phase: str
    kind: str
    ward: str
    post: str
    role: str
    state: SeatState
    n: int


class SchoolCell(NamedTuple):
    phase: str
    kind: str
    ward: str
    state: SchoolState
    n: int


Counts = dict[SeatState, int]


@dataclass
class Coverage:
    """The counts of an action at a moment."""

    moment: datetime
    cells: list[SeatCount] = field(default_factory=list)
    schools: list[SchoolCell] = field(default_factory=list)
    people: dict[str, tuple[int, int]] = field(default_factory=dict)  # {post: (people, of them completed)}
    counted_ahead: bool = False
    has_wards: bool = True  # not for a country: its wards are asked for one authority at a time

    @property
    def posts(self) -> list[str]:
        """Governors first, clerks last: they are shown apart."""
        found = {cell.post for cell in self.cells}
        return sorted(found, key=lambda post: (post != GOVERNOR, post == CLERK, post))

    def counts(self, post: str = GOVERNOR, *, only: Callable[[SeatCount], bool] | None = None) -> Counts:
        """{state: seats}, every state named. They sum to all seats of the post, vacant ones included."""
        found = dict.fromkeys(SeatState, 0)
        for cell in self.cells:
            if cell.post == post and (only is None or only(cell)):
                found[cell.state] += cell.n
        return found

    def by(self, cut: Slice | str, post: str = GOVERNOR) -> dict[str, Counts]:
        """{value of the cut: counts}, by value. Together they are `counts(post)`."""
        found: dict[str, Counts] = {}
        for cell in self.cells:
            if cell.post == post:
                value = getattr(cell, str(cut))
                if value not in found:  # an England has 8,000 wards
                    found[value] = dict.fromkeys(SeatState, 0)
                found[value][cell.state] += cell.n
        return dict(sorted(found.items()))

    def schools_by(self, cut: Slice | str | None = None) -> dict[str, dict[SchoolState, int]]:
        """{value of the cut: {state: schools}}; one entry "" without a cut."""
        found: dict[str, dict[SchoolState, int]] = {} if cut else {"": dict.fromkeys(SchoolState, 0)}
        for cell in self.schools:
            key = getattr(cell, str(cut)) if cut else ""
            if key not in found:
                found[key] = dict.fromkeys(SchoolState, 0)
            found[key][cell.state] += cell.n
        return dict(sorted(found.items()))

    @property
    def school_counts(self) -> dict[SchoolState, int]:
        return self.schools_by()[""]

    @property
    def cuts(self) -> list[Slice]:
        """What it can be cut by."""
        return [cut for cut in Slice if cut != Slice.WARD or self.has_wards]

    @property
    def seats(self) -> int:
        return sum(cell.n for cell in self.cells)


def known(counts: Counts) -> int:
    """Seats with somebody on them. Vacant ones are told apart, and nobody known is in neither."""
    return sum(n for state, n in counts.items() if state != SeatState.VACANT)


def main_post(coverage: Coverage) -> str:
    """Whom the first sentence speaks of."""
    posts = coverage.posts
    return posts[0] if posts else GOVERNOR
