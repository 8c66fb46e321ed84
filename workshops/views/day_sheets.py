"""What is taken along from a session: what the kitchen needs to know, who needs what, figures by kind."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.officer_pages import officer_page
from core.routes import always, needs_second_factor
from core.sheets import TYPES, sheet_response
from people.operations import record_audit
from people.requests import PersonRequest
from workshops.audit import NEEDS_SEEN, SHEET_EXPORTED
from workshops.emails import when
from workshops.models import Needs, WorkshopSession
from workshops.queries import figures_by_kind, need_counts, total_of
from workshops.views.officer import session_or_refuse


@require_safe
def caterer(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Numbers for the kitchen and the room. No names: whoever cooks need not know who eats what."""
    session = session_or_refuse(request, pk)
    if not request.user.has_perm("workshops.view_needs"):
        raise PermissionDenied
    food, access, other = need_counts(session)
    expected = session.bookings.confirmed().count()
    context = {"session": session, "when": when(session), "food": food, "access": access, "expected": expected}
    if request.GET.get("export") in TYPES:
        rows: list[list[Any]] = [[str(session)], [_("People expected"), expected], [], [_("Food"), _("People")]]
        rows += [list(line) for line in food]
        return _sheet(request, session, rows, "caterer", request.GET["export"])
    return officer_page(
        request,
        "workshops/officer/caterer.html",
        {**context, "other": other},
        title=_("Numbers for the kitchen and the room"),
        subtitle=session.workshop.title,
        icon="group",
    )


@needs_second_factor(fresh=always)
@require_safe
def needs(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Who needs what, for the organiser alone. Each look is in the audit log."""
    session = session_or_refuse(request, pk)
    if not request.user.has_perm("workshops.view_needs"):
        raise PermissionDenied
    rows = Needs.objects.filter(booking__session=session, booking__state="confirmed").select_related(
        "booking__organisation"
    )
    record_audit(action=NEEDS_SEEN, about=session, by=request.user, now=timezone.now())
    context = {"session": session, "when": when(session), "rows": rows.order_by("booking__name")}
    return officer_page(
        request,
        "workshops/officer/needs.html",
        context,
        title=_("Who needs what"),
        subtitle=session.workshop.title,
        icon="group",
    )


@needs_second_factor(fresh=always)
@require_safe
def figures(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Invited, booked, came, did not come by kind of organisation, of the whole workshop, as a sheet."""
    session = session_or_refuse(request, pk)
    now = timezone.now()
    rows = figures_by_kind(session.workshop, now)
    heading = [_("Kind of organisation"), _("Invited"), _("Booked"), _("Waiting"), _("Cancelled"), _("Came"),
               _("of these without a booking"), _("Did not come")]  # fmt: skip
    total = total_of(rows)
    body = [[r.label, *_numbers(r)] for r in rows] + [[_("In all"), *_numbers(total)]]
    stamp = f"{session.workshop.title}, {_('all sessions')}, {date_format(localtime(now), 'j F Y, H:i')}"
    kind = "csv" if request.GET.get("export") == "csv" else "xlsx"
    sheet: list[list[Any]] = [[stamp], [_("People, each counted once.")], [], heading, *body]
    return _sheet(request, session, sheet, "figures", kind)


def _numbers(row: Any) -> list[int]:
    return [row.invited, row.booked, row.waiting, row.cancelled, row.came, row.walked_in, row.did_not_come]


def _sheet(
    request: PersonRequest, session: WorkshopSession, rows: list[list[Any]], what: str, kind: str
) -> HttpResponseBase:
    kept = {"sheet": what, "file_type": kind, "rows": len(rows)}
    record_audit(action=SHEET_EXPORTED, about=session, by=request.user, data=kept, now=timezone.now())
    name = f"{what}-{slugify(session.workshop.title)}"
    return sheet_response(rows, file_type=kind, file_name=name[:80], title=name, bold_rows=[1])
