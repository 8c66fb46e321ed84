"""The links by which the Board reads a report: made when it is published, ended by time and by staff."""

from datetime import datetime, timedelta

from django.db import transaction

from assurance.audit import REPORT_LINK_ENDED, REPORT_LINK_MADE
from assurance.models import FollowUpReportPage, PublishedReport, ReportLink
from people.models import Person
from people.operations import record_audit

LINK_LIVES = timedelta(days=365)


def standing_link(page_number: int, now: datetime) -> ReportLink | None:
    """The link that opens the report today. 1 query."""
    return ReportLink.objects.filter(page_number=page_number, ends_at__gt=now).first()


def page_behind(token: str, now: datetime) -> int | None:
    """The number of the report's page that a link opens; None for one that ended, or never was. 2 queries."""
    link = ReportLink.objects.filter(token=token, ends_at__gt=now).first()
    live = link and FollowUpReportPage.objects.filter(pk=link.page_number, live=True).exists()
    return link.page_number if link and live else None


@transaction.atomic
def make_link(*, report: PublishedReport, by: Person | None, now: datetime) -> ReportLink:
    """The link that stands, or a new one: a report has one at a time."""
    standing = standing_link(report.page_number, now)
    if standing:
        return standing
    record_audit(action=REPORT_LINK_MADE, about=report, by=by, now=now)
    return ReportLink.objects.create(page_number=report.page_number, made_by=by, made_at=now, ends_at=now + LINK_LIVES)


@transaction.atomic
def end_link(*, report: PublishedReport, by: Person | None, now: datetime) -> bool:
    """Whoever has it reads the report no more. False if none stood."""
    ended = ReportLink.objects.filter(page_number=report.page_number, ends_at__gt=now).update(ends_at=now)
    if ended:
        record_audit(action=REPORT_LINK_ENDED, about=report, by=by, now=now)
    return bool(ended)
