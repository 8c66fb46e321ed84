"""The officer's coverage of a Board action: the answer, the figures, the named gaps, the rows behind any number."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assurance import operations
from assurance.coverage import coverage_now, coverage_of
from assurance.coverage_counts import main_post
from assurance.enums import SchoolState
from assurance.figures import answer_of, paper_figure, school_figure, seat_figure, slice_figure
from assurance.forms import CutForm
from assurance.models import BoardAction
from assurance.unreached import school_rows, seat_rows
from core.officer_pages import officer_page
from people.requests import PersonRequest

PAGE = 50
LOOK = "assurance.view_boardaction"


def action_for(request: PersonRequest, pk: int, right: str = LOOK) -> BoardAction:
    if not request.user.has_perm(right):
        raise PermissionDenied
    return get_object_or_404(BoardAction.objects.select_related("audience"), pk=pk)


def cut_of(request: PersonRequest) -> tuple[CutForm, dict[str, Any]]:
    """(the form, the parts of the address that say the cut)."""
    form = CutForm(request.GET.dict(), now=timezone.now())
    form.is_valid()
    said = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    said.pop("as_at", None)
    if day := form.cleaned_data.get("as_at"):  # written so that it is the same day whenever the link is followed
        said["as_at"] = day.isoformat()
    return form, said


@require_safe
def coverage(request: PersonRequest, pk: int) -> HttpResponseBase:
    action, (form, said) = action_for(request, pk), cut_of(request)
    now = timezone.now()
    moment = form.moment
    if moment is None:
        found = coverage_now(action, now=now, cut=form.cut)
    else:
        found = coverage_of(action, moment=moment, cut=form.cut)
    post = main_post(found)
    seats = {one: seat_figure(found, one) for one in found.posts or [post]}
    school_states = school_figure(found)
    query = urlencode({name: value for name, value in said.items() if name not in ("state", "post")})
    slices = [slice_figure(found, cut, post) for cut in found.cuts]
    if request.user.has_perm("people.view_person"):
        _link_rows(slices, f"{reverse('boardaction:seats', args=[action.pk])}?{query}", post)
    scope = form.cut.of(action.scope)
    context = {
        "action": action,
        "form": form,
        "coverage": found,
        "paper": paper_figure(scope, found.moment) if scope else None,
        "is_past": moment is not None,
        "answer": answer_of({"seats": seats[post], "schools": school_states}),
        "seats": seats.items(),
        "schools": school_states,
        "slices": slices,
        "post": post,
        "query": query,
        "briefings": action.briefings.select_related("module", "audience").order_by("issued_at"),
        "reports": action.report_pages.order_by("-pk"),
        "published": action.published_reports.defer("pdf", "body", "figures")[:5],
        "may_write": request.user.has_perm("assurance.change_boardaction"),
        "may_see_rows": request.user.has_perm("people.view_person"),
    }
    return officer_page(
        request,
        "assurance/officer/coverage.html",
        context,
        title=_("Coverage"),
        subtitle=action.minute_reference,
        icon="clipboard-list",
    )


def _link_rows(slices: list[dict[str, Any]], address: str, post: str) -> None:
    """The address of the seats behind each row; a state is added to its end. What is not known has no list."""
    for figure in slices:
        for row in figure["rows"]:
            if row["value"]:
                row["link"] = f"{address}&{urlencode({figure['cut']: row['value'], 'post': post})}&state="


@require_safe
def schools(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Which schools, why, and the next best step for each."""
    action, (form, said) = action_for(request, pk), cut_of(request)
    wanted = request.GET.get("school_state", "")
    states = (SchoolState(wanted),) if wanted in SchoolState.values else ()
    number = _page_number(request)
    rows, total = school_rows(
        action,
        moment=form.moment or timezone.now(),
        cut=form.cut,
        states=states,
        start=(number - 1) * PAGE,
        most=PAGE,
    )
    context = {
        "action": action,
        "form": form,
        "rows": rows,
        "page": _page(rows, number, total),
        "total": total,
        "school_state": wanted,
        "school_states": SchoolState.choices,
        "query": urlencode({**said, **({"school_state": wanted} if wanted else {})}),
        "cut_query": urlencode(said),
    }
    return officer_page(
        request,
        "assurance/officer/schools.html",
        context,
        title=_("Schools, and the next step for each"),
        subtitle=action.minute_reference,
        icon="home",
    )


@require_safe
def seats(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The rows behind a number: for those who may see people."""
    action, (form, said) = action_for(request, pk), cut_of(request)
    if not request.user.has_perm("people.view_person"):
        raise PermissionDenied
    number = _page_number(request)
    rows, total = seat_rows(
        action,
        moment=form.moment or timezone.now(),
        cut=form.cut,
        state=form.cleaned_data.get("state", ""),
        post=form.cleaned_data.get("post", ""),
        start=(number - 1) * PAGE,
        most=PAGE,
    )
    context = {
        "action": action,
        "form": form,
        "rows": rows,
        "page": _page(rows, number, total),
        "total": total,
        "words": form.in_words,
        "query": urlencode(said),
        "moment": form.moment,
    }
    return officer_page(
        request,
        "assurance/officer/seats.html",
        context,
        title=_("The rows behind the number"),
        subtitle=action.minute_reference,
        icon="group",
    )


def _page_number(request: PersonRequest) -> int:
    text = request.GET.get("p", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _page(rows: list[Any], number: int, total: int) -> "Page[Any]":
    """A page of Django's paginator over rows that the database has cut already."""
    paginator = Paginator(range(total), PAGE)
    return Page(rows, min(number, paginator.num_pages), paginator)


@require_POST
def count_again(request: PersonRequest, pk: int) -> HttpResponseBase:
    """For a country: count now what is otherwise counted every ten minutes."""
    action = action_for(request, pk)
    operations.keep_counts(action=action, now=timezone.now())
    return redirect("boardaction:coverage", pk)


@require_POST
def write_report(request: PersonRequest, pk: int) -> HttpResponseBase:
    action = action_for(request, pk, "assurance.change_boardaction")
    if not request.user.has_perm("assurance.add_followupreportpage"):
        raise PermissionDenied
    with transaction.atomic():
        page = operations.start_report(action=action, by=request.user, now=timezone.now())
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
