"""The officer's pages in the admin: figures of showings, requests of teachers, packs."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classrooms import operations
from classrooms.audit import SHOWINGS_EXPORTED
from classrooms.forms import WithdrawForm
from classrooms.models import AccessRequest, PackFetched, Showing
from classrooms.queries import ShowingFigures, Shown, showings_for_board, waiting_requests, wards_for_map, who_fetched
from classrooms.terms import school_year_starts
from cms import pack_building
from cms.enums import PackState
from cms.models import AwarenessPage, Pack
from cms.operations import AlreadyWithdrawn
from cms.tasks import enqueue_pack
from core.dates import in_words
from core.officer_pages import officer_page
from core.sheets import TYPES, sheet_response
from distribution.eligibility import reachable
from distribution.enums import Queue
from distribution.tasks import enqueue
from people.enums import Source
from people.operations import record_audit
from people.requests import PersonRequest

HELD_BACK = "not shown"


@require_safe
@permission_required("classrooms.view_showing", raise_exception=True)
def showings(request: PersonRequest) -> HttpResponseBase:
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


def _sheet(request: PersonRequest, figures: ShowingFigures, kind: str) -> HttpResponseBase:
    head = [
        _("By"),
        _("Name"),
        *(f"{term.label}: {_('showings')}" for term in figures.terms),
        _("Showings"),
        _("Pupils"),
    ]
    rows: list[list[Any]] = [head]
    parts = ((_("All"), (figures.all,)), (_("Phase"), figures.by_phase), (_("Theme"), figures.by_theme),
             (_("School"), figures.by_school))  # fmt: skip
    for by, lines in parts:
        for line in lines:
            counts = [_cell(shown, shown.showings) for shown in (*line.by_term, line.total)]
            rows.append([by, line.label, *counts, _cell(line.total, line.total.pupils)])
    record_audit(action=SHOWINGS_EXPORTED, about=Showing, by=request.user, data={"file_type": kind}, now=timezone.now())
    file_name = f"showings-{figures.since.year}"
    return sheet_response(rows, file_type=kind, file_name=file_name, title=_("Showings"), bold_rows=[1])


def _cell(shown: Shown, count: int | None) -> Any:
    return HELD_BACK if shown.is_held_back else count


@require_safe
@permission_required("classrooms.view_accessrequest", raise_exception=True)
def requests(request: PersonRequest) -> HttpResponseBase:
    return render(request, "schools/officer/requests.html", {"requests": waiting_requests()})


@require_POST
@permission_required("classrooms.change_accessrequest", raise_exception=True)
def decide(request: PersonRequest, pk: int) -> HttpResponseBase:
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
    transaction.on_commit(lambda: enqueue(Queue.BULK))
    return redirect("school_requests")


@require_safe
@permission_required("cms.view_pack", raise_exception=True)
def packs(request: PersonRequest) -> HttpResponseBase:
    pages = (
        AwarenessPage.objects.select_related("film")
        .prefetch_related("packs__fetched", "packs__withdrawn_by")
        .order_by("title")
    )
    found = [{"page": page, "packs": page.packs.all(), "may_make": _may_make(page)} for page in pages]
    return render(request, "schools/officer/packs.html", {"films": found})


def _may_make(page: AwarenessPage) -> bool:
    """Whether nothing but an officer's wish brings a new pack: the newest was withdrawn, or could not be made."""
    newest = next(iter(page.packs.all()), None)
    stopped = newest and (newest.withdrawn_at or newest.state == PackState.FAILED)
    return bool(stopped and pack_building.may_have_pack(page))


@require_POST
@permission_required("cms.change_pack", raise_exception=True)
def make_pack(request: PersonRequest, page_id: int) -> HttpResponseBase:
    page = get_object_or_404(AwarenessPage.objects.select_related("film"), pk=page_id)
    if not pack_building.may_have_pack(page):
        messages.error(request, _("Publish the page with its film first. Then a pack can be made."))
    elif pack := pack_building.ask_on_purpose(page=page, by=request.user, now=timezone.now()):
        transaction.on_commit(lambda: enqueue_pack(pack))
        messages.success(request, _("Version %(n)s is being made. It takes a few minutes.") % {"n": pack.version})
    else:
        messages.info(request, _("There is a pack of this content already."))
    return redirect("packs")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("cms.change_pack", raise_exception=True)
def withdraw(request: PersonRequest, page_id: int, version: int) -> HttpResponseBase:
    """Asks first, and why. The reason is kept, shown in the list, and sent to those who fetched the pack."""
    pack = get_object_or_404(Pack.objects.select_related("page"), page_id=page_id, version=version)
    if pack.withdrawn_at:
        return _was_withdrawn(request, pack)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            told = operations.withdraw_packs(
                page=pack.page,
                up_to=version,
                because=form.cleaned_data["because"],
                by=request.user,
                now=timezone.now(),
            )
        except AlreadyWithdrawn:
            pack.refresh_from_db()
            return _was_withdrawn(request, pack)
        transaction.on_commit(lambda: enqueue(Queue.BULK))
        words = ngettext(
            "The pack is withdrawn. %(n)s person who fetched it will get an email.",
            "The pack is withdrawn. %(n)s people who fetched it will get an email.",
            told,
        )
        messages.success(request, words % {"n": told} if told else _("The pack is withdrawn. Nobody gets an email."))
        return redirect("packs")
    fetched = who_fetched(PackFetched.objects.untold(pack.page, version))
    told = len(reachable(fetched))
    context = {
        "pack": pack,
        "form": form,
        "fetched": len(fetched),
        "told": told,
        "untold": len(fetched) - told,
        "earlier": pack.page.packs.standing().filter(version__lt=version).exists(),
    }
    return officer_page(
        request,
        "schools/officer/withdraw.html",
        context,
        title=_("Withdraw an offline pack"),
        subtitle=pack,
        icon="download",
    )


def _was_withdrawn(request: PersonRequest, pack: Pack) -> HttpResponseBase:
    values = {"n": pack.version, "day": in_words(timezone.localdate(pack.withdrawn_at)), "why": pack.withdrawn_because}
    messages.info(request, _("Version %(n)s was already withdrawn on %(day)s: %(why)s") % values)
    return redirect("packs")
