"""Change over time: how many of the seats of the report’s moment had completed it at the end of each week."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assurance.coverage_counts import Coverage, known
from assurance.figures.seats import seat_words, share
from assurance.models import BoardAction

POINTS = 9


def week_ends(action: BoardAction, moment: datetime) -> list[datetime]:
    """At most nine moments, evenly from the meeting (or the first briefing, if later) to the moment of the report."""
    moment = moment.astimezone(UTC)  # a week is a week, also when the clocks change
    first = action.briefings.exclude(issued_at=None).order_by("issued_at").values_list("issued_at", flat=True).first()
    start = min(first, moment) if first else moment - timedelta(weeks=POINTS - 1)
    weeks = max(1, -(-((moment - start).days + 1) // 7))
    step = max(1, -(-weeks // (POINTS - 1)))
    ends = [moment - timedelta(weeks=step * n) for n in range(POINTS)]
    return sorted(end for end in ends if end >= start - timedelta(weeks=step))


def time_figure(coverage: Coverage, post: str, ends: list[datetime], done: list[int]) -> dict[str, Any]:
    whole = known(coverage.counts(post))
    return {
        "title": _("Change over time"),
        "counts": "seats",
        "of_whom": seat_words(post),
        "known": whole,
        "points": [
            {"words": _date(end), "short": _date(end, "j M"), "n": n, "share": share(n, whole)}
            for end, n in zip(ends, done, strict=True)
        ],
    }


def _date(moment: datetime, form: str = "j F Y") -> str:
    return date_format(timezone.localtime(moment), form)
