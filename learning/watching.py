"""The rules of watching: a set of seconds that only grows, and a clock that nobody can hurry.

Beats report played intervals. Their union is the same in any order, with losses, repetitions, splits or a second tab.
What is credited is the smaller of the set's size and what the server's own clock allows since the first beat at the
fastest playback rate, plus a grace. Pure functions; no database.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from distribution.links import fits, sign

FASTEST_RATE = 2.0  # the fastest that our player offers
GRACE_SECONDS = 15.0  # the first beat may come late, the last a little early
TICKET_LIVES_SECONDS = 24 * 3600
ORDER_STEP = 1_000_000  # beats of one page view are ordered by their number, views by the time they were opened


def seconds_in(duration: float) -> int:
    """How many seconds a film has for counting: its last, begun one counts."""
    return max(1, math.ceil(duration - 1e-6))


def needed_seconds(total: int, share_percent: int) -> int:
    return math.ceil(total * share_percent / 100)


def add_intervals(seen: int, intervals: Iterable[tuple[float, float]], total: int) -> int:
    """`seen` (a set of seconds as bits) with every second touched by the half-open [start, end) intervals.

    A second counts when any part of it was played, so splitting an interval changes nothing.
    """
    for start, end in intervals:
        if not (math.isfinite(start) and math.isfinite(end)):
            continue
        first, last = max(0, math.floor(start)), min(total, math.ceil(end))
        if end > start and last > first:
            seen |= ((1 << (last - first)) - 1) << first
    return seen


def credited(seen: int, first_beat_at: datetime, now: datetime) -> int:
    """Seconds credited: min(size of the set, what the server's clock allows)."""
    allowed = (now - first_beat_at).total_seconds() * FASTEST_RATE + GRACE_SECONDS
    return min(seen.bit_count(), max(0, math.floor(allowed)))


def to_bytes(seen: int) -> bytes:
    return seen.to_bytes((seen.bit_length() + 7) // 8, "little")


def from_bytes(raw: bytes | memoryview) -> int:
    return int.from_bytes(bytes(raw), "little")


@dataclass(frozen=True)
class Ticket:
    """What the step page gives the player: which set it may add to, how long the film is, when the page was opened.

    Beats carry it instead of the session, so that one costs one row; it is signed and lives a day.
    """

    enrolment_id: int
    step_key: str
    total: int
    needed: int
    opened_at_ms: int

    def __str__(self) -> str:
        body = f"{self.enrolment_id}.{self.step_key}.{self.total}.{self.needed}.{self.opened_at_ms}"
        return f"{body}.{sign('watch', body)}"

    def order(self, sequence: int) -> int:
        """Where a beat of this page view stands among all beats on this film."""
        return self.opened_at_ms * ORDER_STEP + min(max(sequence, 0), ORDER_STEP - 1)


def read_ticket(text: str, now: datetime) -> Ticket | None:
    """The ticket, or None if it is not ours or its day is over."""
    body, _dot, signature = text.rpartition(".")
    if not fits("watch", body, signature):
        return None
    enrolment_id, step_key, total, needed, opened = body.split(".")
    ticket = Ticket(int(enrolment_id), step_key, int(total), int(needed), int(opened))
    age = now.timestamp() - ticket.opened_at_ms / 1000
    return ticket if age < TICKET_LIVES_SECONDS else None
