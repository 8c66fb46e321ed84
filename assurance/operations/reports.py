"""Board actions and follow-up reports: recording what was asked, drafting the answer, freezing it."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from assurance import integrity
from assurance.audit import BOARD_ACTION_CHANGED, BOARD_ACTION_RECORDED, REPORT_PUBLISHED, REPORT_STARTED
from assurance.figures import figures_of
from assurance.heads import printed
from assurance.models import BoardAction, FollowUpReportPage, PublishedReport, ReportIndexPage
from assurance.operations.anchoring import anchor_evidence
from assurance.operations.report_links import make_link
from assurance.rendering import report_pdf, report_words
from assurance.report_templates import first_draft
from cms.models import PartnershipSettings
from core.pdf import PdfUnavailable
from learning.models import EvidenceHead
from people.ledger.chain import FIRST
from people.ledger.keys import newest_key
from people.models import Person
from people.operations import record_audit


@transaction.atomic
def record_action(*, action: BoardAction, by: Person | None, now: datetime) -> None:
    """A new or changed Board action, valid and not saved yet; what it is linked to is saved by its form."""
    new = action.pk is None
    if new:
        action.recorded_by = by
    action.save()
    record_audit(action=BOARD_ACTION_RECORDED if new else BOARD_ACTION_CHANGED, about=action, by=by, now=now)


@transaction.atomic
def start_report(*, action: BoardAction, by: Person | None, now: datetime) -> FollowUpReportPage:
    """A draft with every section in its place and every figure set, for the officer to write around."""
    index = ReportIndexPage.objects.first()
    if index is None:
        root = Page.objects.get(depth=1)
        index = root.add_child(instance=ReportIndexPage(title=_("Follow-up reports"), slug="follow-up-reports"))
    number = FollowUpReportPage.objects.filter(board_action=action).count() + 1
    page = FollowUpReportPage(
        title=_("Has everyone been reached?"),
        slug=slugify(f"action-{action.pk}-report-{number}"),
        board_action=action,
        as_at=now,
        body=first_draft(action),
        owner=by,
        live=False,
    )
    index.add_child(instance=page)
    page.save_revision(user=by)
    record_audit(action=REPORT_STARTED, about=page, by=by, now=now)
    return page


@transaction.atomic
def freeze_report(
    *, page: FollowUpReportPage, revision_id: int | None, by: Person | None, now: datetime
) -> PublishedReport:
    """Store what is published: words, figures, PDF, sealed to the report before; and anchor the evidence chain.

    The same revision published again is the same report.
    """
    EvidenceHead.objects.get_or_create(id=1)
    EvidenceHead.objects.select_for_update().get(id=1)  # the lock: one report at a time
    same = PublishedReport.objects.filter(page=page, revision_id=revision_id).exclude(revision_id=None).first()
    if same is not None:
        return same
    last = PublishedReport.objects.order_by("-number").first()
    figures = figures_of(page.board_action, moment=page.as_at)
    words = report_words(page, figures)
    number = last.number + 1 if last else 1
    head = anchor_evidence(now=now)
    report = PublishedReport(
        number=number,
        page=page,
        page_number=page.pk,
        revision_id=revision_id,
        action=page.board_action,
        title=page.title,
        as_at=page.as_at,
        body=words,
        figures=figures,
        pdf=_pdf(page.title, words, now, number, printed(head) if head else ""),
        evidence_count=head.number if head else 0,
        evidence_hash=head.hash if head else FIRST,
        published_at=now,
        published_by=by,
        key_id=newest_key(),
        previous_hash=last.hash if last else FIRST,
    )
    report.hash = integrity.seal(report, report.previous_hash)
    report.save()
    anchor_evidence(now=now)  # again: the report itself is in this one
    make_link(report=report, by=by, now=now)
    record_audit(action=REPORT_PUBLISHED, about=report, by=by, data={"board_action": page.board_action_id}, now=now)
    return report


def _pdf(title: str, words: str, now: datetime, number: int, head: str) -> bytes:
    """Empty where this machine lacks the libraries: the report can still be published, read and printed."""
    partnership = PartnershipSettings.objects.first()
    try:
        return report_pdf(title=title, words=words, partnership=partnership, published=now, number=number, head=head)
    except PdfUnavailable:
        return b""
