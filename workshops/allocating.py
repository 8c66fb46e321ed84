"""Who gets a place: capacity, floors and ceilings for each kind of organisation. Pure rules over counts.

A floor keeps places free for a kind until it runs out; a ceiling is the most that a kind may have. The rest of the
places go to whoever comes first. Nothing here knows a table: the caller holds the session's lock and the true counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workshops.enums import PassedOverFor


@dataclass
class Places:
    """The places of one session at one moment. `taken`, `floors` and `ceilings` are by kind of organisation."""

    capacity: int
    waiting: int = 0  # how many wait, of whatever kind
    taken: dict[str, int] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)
    ceilings: Mapping[str, int] = field(default_factory=dict)
    ceiling_of_all: int | None = None

    @property
    def free(self) -> int:
        return max(0, self.capacity - sum(self.taken.values()))

    def ceiling(self, kind: str) -> int:
        """The most that `kind` may have: the lower of its own and the one for every kind."""
        found = [self.capacity, self.ceilings.get(kind), self.ceiling_of_all]
        return min(limit for limit in found if limit is not None)

    def kept_from(self, kind: str) -> int:
        """Free places that are kept for other kinds than `kind`."""
        return sum(
            max(0, min(floor, self.ceiling(other)) - self.taken.get(other, 0))
            for other, floor in self.floors.items()
            if other != kind
        )

    def refusal(self, kind: str) -> PassedOverFor | None:
        """Why `kind` cannot have one of the free places, or None if it can. Ask only where a place is free."""
        if self.taken.get(kind, 0) >= self.ceiling(kind):
            return PassedOverFor.CEILING
        return PassedOverFor.FLOOR if self.free <= self.kept_from(kind) else None

    def has_room_for(self, kind: str) -> bool:
        return self.free > 0 and self.refusal(kind) is None

    def take(self, kind: str) -> None:
        self.taken[kind] = self.taken.get(kind, 0) + 1

    def give_back(self, kind: str) -> None:
        self.taken[kind] -= 1


@dataclass(frozen=True)
class Waiting:
    pk: int
    kind: str
    short_notice_ok: bool


@dataclass
class Promotion:
    promoted: list[int] = field(default_factory=list)
    # (who was passed over, why, for whom): only where somebody further down got a place instead.
    passed_over: list[tuple[int, PassedOverFor, int]] = field(default_factory=list)


def promote(places: Places, queue: Iterable[Waiting], *, short_notice: bool) -> Promotion:
    """Give the free places to the first in the queue who may have them; `places` is changed accordingly.

    One pass is enough: a place that is taken never makes room for somebody who was passed over before, since what it
    frees of a floor is what it takes of the places.
    """
    found, skipped = Promotion(), []
    for waiting in queue:
        if not places.free:
            break
        reason = PassedOverFor.SHORT_NOTICE if short_notice and not waiting.short_notice_ok else None
        reason = reason or places.refusal(waiting.kind)
        if reason:
            skipped.append((waiting.pk, reason))
            continue
        places.take(waiting.kind)
        found.promoted.append(waiting.pk)
        found.passed_over += [(pk, why, waiting.pk) for pk, why in skipped]
    return found
