"""The officer's pages in the admin: figures of showings, requests of teachers, packs."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from classrooms import operations
from classrooms.models import AccessRequest
from classrooms.queries import ShowingFigures, Shown, showings_for_board, waiting_requests, wards_for_map
from classrooms.terms import school_year_starts
from cms.models import AwarenessPage
from distribution.enums import Queue
from distribution.tasks import nudge
from people.enums import Source
from people.operations import record_audit
from people.sheets_out import TYPES, as_csv, as_xlsx

HELD_BACK = "not shown"


@require_safe
@permission_required("classrooms.view_showing", raise_exception=True)
def showings(request):
    """By school, phase, theme and term. No count under 5 is shown, nor one from which it could be worked out."""
    today = timezone.localdate()
    years = [date(school_year_starts(today).year - back, 9, 1) for back in range(3)]
    since = next((year for year in years if str(year.year) == request.GET.get("year")), years[0])
    until = min(today, date(since.year + 1, 8, 31))
    figures = showings_for_board(until, since=since)
    if request.GET.get("export") in TYPES:
        return _sheet(request, figures, request.GET["export"])
    tables = [
        (_("By phase"), figures.by_phase),
        (_("By theme"), figures.by_theme),
        (_("By school"), figures.by_school),
    ]
    wards = wards_for_map(figures, today)
    context = {"figures": figures, "tables": tables, "years": years, "since": since, "wards": wards}
    return render(request, "schools/officer/showings.html", context)


def _sheet(request, figures: ShowingFigures, kind: str):
    head = [
        _("By"),
        _("Name"),
        *(f"{term.label}: {_('showings')}" for term in figures.terms),
        _("Showings"),
        _("Pupils"),
    ]
    rows: list[list] = [head]
    parts = ((_("All"), (figures.all,)), (_("Phase"), figures.by_phase), (_("Theme"), figures.by_theme),
             (_("School"), figures.by_school))  # fmt: skip
    for by, lines in parts:
        for line in lines:
            counts = [_cell(shown, shown.showings) for shown in (*line.by_term, line.total)]
            rows.append([by, line.label, *counts, _cell(line.total, line.total.pupils)])
    body = as_csv(rows) if kind == "csv" else as_xlsx(rows, title=_("Showings"), bold_rows=[1])
    record_audit(action="export", actor=request.user, detail=f"showings as {kind}", now=timezone.now())
    response = HttpResponse(body, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="showings-{figures.since.year}.{kind}"'
    return response


def _cell(shown: Shown, count):
    return HELD_BACK if shown.is_held_back else count


@require_safe
@permission_required("classrooms.view_accessrequest", raise_exception=True)
def requests(request):
    return render(request, "schools/officer/requests.html", {"requests": waiting_requests()})


@require_POST
@permission_required("classrooms.change_accessrequest", raise_exception=True)
def decide(request, pk):
    asked = get_object_or_404(AccessRequest, pk=pk)
    try:
        if request.POST.get("answer") == "yes":
            operations.let_in(request=asked, by=request.user, source=Source.OFFICER, now=timezone.now())
            messages.success(request, _("%(name)s is let in, and gets a message.") % {"name": asked.name})
        else:
            operations.refuse(request=asked, by=request.user, now=timezone.now())
            messages.success(request, _("%(name)s was not let in, and gets a message.") % {"name": asked.name})
    except operations.AlreadyDecided:
        messages.info(request, _("Somebody has answered already."))
    transaction.on_commit(lambda: nudge(Queue.BULK))
    return redirect("school_requests")


@require_safe
@permission_required("cms.view_pack", raise_exception=True)
def packs(request):
    found = AwarenessPage.objects.select_related("film").prefetch_related("packs__fetched").order_by("title")
    return render(request, "schools/officer/packs.html", {"pages": found})


@require_POST
@permission_required("cms.change_pack", raise_exception=True)
def withdraw(request, page_id, version):
    page = get_object_or_404(AwarenessPage, pk=page_id)
    told = operations.withdraw_packs(page=page, up_to=version, by=request.user, now=timezone.now())
    transaction.on_commit(lambda: nudge(Queue.BULK))
    words = ngettext(
        "The pack is withdrawn. %(n)s person who fetched it is told.",
        "The pack is withdrawn. %(n)s people who fetched it are told.",
        told,
    )
    messages.success(request, words % {"n": told})
    return redirect("packs")
