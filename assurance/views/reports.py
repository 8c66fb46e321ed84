"""A published report: for the Board by its link, for staff with the way to the rows behind each number."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assurance import integrity, operations
from assurance.editions import editions_sent
from assurance.figures import figures_of
from assurance.models import PublishedReport
from assurance.rendering import frozen, moment_words
from core.officer_pages import officer_page
from core.routes import SEE_AND_POST, tokened
from learning.models import Completion
from people.ledger.keys import KeyNotHere
from people.requests import PersonRequest

CHANGES_LINKS = "assurance.change_followupreportpage"


def _open_report(request: PersonRequest, token: str) -> tuple[PublishedReport, list[PublishedReport]]:
    """The report that the link opens, and all editions of it. One taken back, or whose link ended, is not there."""
    page_number = operations.page_behind(token, timezone.now())
    if page_number is None:
        raise Http404
    editions = list(PublishedReport.objects.filter(page_number=page_number).order_by("-number"))
    wanted = request.GET.get("edition", "")
    for edition in editions:
        if wanted in ("", str(edition.number)):
            return edition, editions
    raise Http404


@tokened
@require_safe
def report(request: PersonRequest, token: str) -> HttpResponseBase:
    """On a phone, without an account."""
    found, editions = _open_report(request, token)
    context = {
        "report": found,
        "words": frozen(found.body),
        "token": token,
        "has_pdf": bool(found.pdf),
        "is_latest": found.number == editions[0].number,
        "editions": editions,
        "published_words": moment_words(found.published_at),
    }
    return render(request, "assurance/report.html", context)


@tokened
@require_safe
def report_pdf(request: PersonRequest, token: str) -> HttpResponseBase:
    found, _editions = _open_report(request, token)
    if not found.pdf:
        raise Http404
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="follow-up-report-{found.number}.pdf"'
    return response


@SEE_AND_POST
def audit(request: PersonRequest, number: int) -> HttpResponseBase:
    """For an auditor: every figure as it was frozen, as the facts give it today, and the rows behind it.

    Whoever writes reports ends the Board's link here, and makes a new one.
    """
    if not request.user.has_perm("assurance.view_publishedreport"):
        raise PermissionDenied
    found = get_object_or_404(PublishedReport.objects.select_related("action", "published_by"), number=number)
    if request.method == "POST":
        return _change_link(request, found)
    now = timezone.now()
    again = figures_of(found.action, moment=found.as_at)
    try:
        whole, missing_key = integrity.seal(found, found.previous_hash) == found.hash, ""
    except KeyNotHere as missing:
        whole, missing_key = False, missing.key_id
    given = Completion.objects.exclude(address_given_at=None).filter(
        enrolments__briefing__in=found.action.briefings.all()
    )
    figures = [
        {"figure": figure, "agrees": again.get(key) == figure}
        for key, figure in found.figures.items()
        if "title" in figure
    ]
    context = {
        "report": found,
        "figures": figures,
        "whole": whole,
        "link": operations.standing_link(found.page_number, now),
        "public_url": settings.PUBLIC_URL,
        "may_change_link": request.user.has_perm(CHANGES_LINKS),
        "missing_key": missing_key,
        "given": given.filter(completed_at__lte=found.as_at).distinct().count(),
        "as_at_words": moment_words(found.as_at),
        "published_words": moment_words(found.published_at),
        "moment": found.as_at.isoformat(),
        "editions": editions_sent(found.action.briefings.exclude(issued_at=None).select_related("module", "audience")),
        "may_see_rows": request.user.has_perm("people.view_person"),
        "note": _("Figures that count documents or names change when these are changed; counts of seats do not."),
    }
    return officer_page(
        request, "assurance/officer/audit.html", context, title=found.title, subtitle=found.number, icon="doc-full"
    )


def _change_link(request: PersonRequest, report: PublishedReport) -> HttpResponseBase:
    if not request.user.has_perm(CHANGES_LINKS):
        raise PermissionDenied
    now = timezone.now()
    if request.POST.get("link") == "end":
        operations.end_link(report=report, by=request.user, now=now)
        messages.success(request, _("The link is ended. Whoever opens it reads that there is no such page."))
    else:
        operations.make_link(report=report, by=request.user, now=now)
        messages.success(request, _("The report has a link again. Send it to the Board."))
    return redirect("publishedreport:audit", report.number)
