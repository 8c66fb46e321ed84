"""Which edition of a module was sent with a briefing, and who let it out: from Wagtail's own record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import PageLogEntry, TaskState

from learning.models import Briefing


@dataclass(frozen=True)
class EditionSent:
    briefing: Briefing
    revision_id: int | None = None
    published_at: datetime | None = None
    published_by: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None


def editions_sent(briefings: Iterable[Briefing]) -> list[EditionSent]:
    """For each briefing the revision that was live when it was sent. 2 queries for each."""
    return [_edition(briefing) for briefing in briefings]


def _edition(briefing: Briefing) -> EditionSent:
    published = PageLogEntry.objects.filter(page=briefing.module_id, action="wagtail.publish").select_related("user")
    entry = published.filter(timestamp__lte=briefing.issued_at).order_by("-timestamp").first()
    entry = entry or published.order_by("timestamp").first()  # a record that was loaded afterwards
    if entry is None:
        return EditionSent(briefing)
    approval = (
        TaskState.objects.filter(
            revision=entry.revision_id, status=TaskState.STATUS_APPROVED, finished_at__lte=entry.timestamp
        )
        .select_related("finished_by")
        .order_by("-finished_at")
        .first()
    )
    return EditionSent(
        briefing,
        entry.revision_id,
        entry.timestamp,
        str(entry.user or ""),
        str(approval.finished_by or "") if approval else "",
        approval.finished_at if approval else None,
    )
