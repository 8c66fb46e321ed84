"""How long somebody was there, from the scans at the door. A pure rule: any order and repetition ends the same."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from workshops.enums import Direction

SHARE_NEEDED = 0.8  # of the session's minutes


def time_there(
    scans: Iterable[tuple[datetime, str]], *, starts_at: datetime, ends_at: datetime, until: datetime
) -> timedelta:
    """The time between coming and leaving that lies within the session, as far as `until`.

    `scans` are (moment, direction). Who is scanned in twice is there once; who leaves unscanned stayed to the end.
    """
    end = min(ends_at, until)
    total, came = timedelta(), None
    for at, direction in sorted(scans):
        if direction == Direction.IN:
            came = at if came is None else came
        elif came is not None:
            total += _within(came, at, starts_at, end)
            came = None
    return total + _within(came, end, starts_at, end) if came is not None else total


def _within(came: datetime, left: datetime, starts_at: datetime, end: datetime) -> timedelta:
    return max(timedelta(), min(left, end) - max(came, starts_at))


def is_enough(there: timedelta, *, starts_at: datetime, ends_at: datetime) -> bool:
    return there >= (ends_at - starts_at) * SHARE_NEEDED
