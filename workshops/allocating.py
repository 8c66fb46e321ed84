"""Who gets a place: capacity, floors and ceilings for each kind of organisation. Pure rules over counts.

A floor keeps places free for a kind until it runs out; a ceiling is the most that a kind may have. The rest of the
places go to whoever comes first. Nothing here knows a table: the caller holds the session's lock and the true counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from workshops.enums import PassedOverFor


@dataclass(frozen=True)
class Kept:
    """So many free places are kept for `kind`, until `until`."""

    kind: str
    places: int
    until: datetime


@dataclass(frozen=True)
class Offer:
    """What people of one kind of organisation can have in a session now.

    So many bookings of that kind as `places` says, made one after the other, get a place. The next one waits.
    """

    kind: str
    places: int
    free: int  # places that nobody has, once those who wait have had theirs
    waiting: int  # who then still waits, of whatever kind: they are before a newcomer on the list
    share: int | None = None  # the most that the kind may have, where that is what keeps it from more
    kept: tuple[Kept, ...] = ()  # the free places that are kept for others, where that is what keeps it from more


@dataclass
class Places:
    """The places of one session at one moment. `taken`, `floors` and `ceilings` are by kind of organisation."""

    capacity: int
    waiting: int = 0  # how many wait, of whatever kind
    taken: dict[str, int] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)
    kept_until: Mapping[str, datetime] = field(default_factory=dict)  # when each of the floors runs out
    ceilings: Mapping[str, int] = field(default_factory=dict)
    ceiling_of_all: int | None = None

    @property
    def free(self) -> int:
        return max(0, self.capacity - sum(self.taken.values()))

    def ceiling(self, kind: str) -> int:
        """The most that `kind` may have: the lower of its own and the one for every kind."""
        found = [self.capacity, self.ceilings.get(kind), self.ceiling_of_all]
        return min(limit for limit in found if limit is not None)

    def kept_from(self, kind: str) -> dict[str, int]:
        """{other kind: free places that are kept for it}."""
        found = {
            other: min(floor, self.ceiling(other)) - self.taken.get(other, 0)
            for other, floor in self.floors.items()
            if other != kind
        }
        return {other: places for other, places in found.items() if places > 0}

    def beside_floors(self, kind: str) -> int:
        """Free places that are kept for nobody but, maybe, `kind`."""
        return max(0, self.free - sum(self.kept_from(kind).values()))

    def below_ceiling(self, kind: str) -> int:
        return max(0, self.ceiling(kind) - self.taken.get(kind, 0))

    def places_for(self, kind: str) -> int:
        """How many places people of `kind` could take, one after the other. What they take leaves the rest as it is."""
        return min(self.beside_floors(kind), self.below_ceiling(kind))

    def refusal(self, kind: str) -> PassedOverFor | None:
        """Why `kind` cannot have one of the free places, or None if it can. Ask only where a place is free."""
        if not self.below_ceiling(kind):
            return PassedOverFor.CEILING
        return None if self.beside_floors(kind) else PassedOverFor.FLOOR

    def has_room_for(self, kind: str) -> bool:
        return self.places_for(kind) > 0

    def take(self, kind: str) -> None:
        self.taken[kind] = self.taken.get(kind, 0) + 1


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
        places.waiting -= 1
        found.promoted.append(waiting.pk)
        found.passed_over += [(pk, why, waiting.pk) for pk, why in skipped]
    return found


def offer_of(places: Places, kind: str, queue: Iterable[Waiting] = (), *, short_notice: bool = False) -> Offer:
    """What people of `kind` can have now, and what keeps them from more. `queue` is who waits; `places` stays as it is.

    Whoever waits and may have a place gets it before a newcomer, as in a booking.
    """
    then = replace(places, taken=dict(places.taken))
    promote(then, queue, short_notice=short_notice)
    found = then.places_for(kind)
    offer = Offer(kind, found, then.free, then.waiting)
    if found == then.free:
        return offer
    if then.below_ceiling(kind) == found:
        return replace(offer, share=then.ceiling(kind))
    kept = [Kept(other, number, then.kept_until[other]) for other, number in then.kept_from(kind).items()]
    return replace(offer, kept=tuple(sorted(kept, key=lambda one: (-one.places, one.kind))))
