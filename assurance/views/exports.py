"""What leaves as a sheet: seats and schools, moment and filter printed, streamed a few thousand at a time."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assurance.audit import COVERAGE_EXPORTED
from assurance.enums import STATE_WORDS
from assurance.figures import label_of
from assurance.forms import CutForm
from assurance.models import BoardAction
from assurance.rendering import moment_words
from assurance.unreached import SeatRow, every_seat, reasons_in_words, school_rows
from assurance.views.coverage import action_for, cut_of
from core.routes import always, needs_second_factor
from core.sheets import TYPES, sheet_response
from people.audit.registry import filters_of
from people.enums import Role
from people.operations import record_audit
from people.requests import PersonRequest


def _guarded(request: PersonRequest, file_type: str, right: str) -> None:
    if file_type not in TYPES:
        raise Http404
    if not request.user.has_perm(right):
        raise PermissionDenied


@needs_second_factor(fresh=always)
@require_GET
def seats(request: PersonRequest, pk: int, file_type: str) -> HttpResponseBase:
    _guarded(request, file_type, "people.view_person")
    action, (form, _said) = action_for(request, pk), cut_of(request)
    moment = form.moment or timezone.now()
    chosen = {"state": form.cleaned_data.get("state", ""), "post": form.cleaned_data.get("post", "")}
    rows = every_seat(action, moment=moment, cut=form.cut, **chosen)
    headings = [
        _("School"), _("URN"), _("Phase"), _("Kind"), _("Ward"), _("Post"), _("Role"), _("Name"), _("State"),
        _("Completed on"), _("Next step"),
    ]  # fmt: skip
    head = [*_head(action, moment, form, _("Seats: a person on two boards stands here twice")), headings]
    _note(request, action, "seats", file_type, form)
    return _answer(chain(head, map(_seat_cells, rows)), file_type, f"seats-{action.minute_reference}", moment)


@needs_second_factor(fresh=always)
@require_GET
def schools(request: PersonRequest, pk: int, file_type: str) -> HttpResponseBase:
    _guarded(request, file_type, "assurance.view_boardaction")
    action, (form, _said) = action_for(request, pk), cut_of(request)
    moment = form.moment or timezone.now()
    rows, _total = school_rows(action, moment=moment, cut=form.cut)
    headings = [
        _("School"), _("URN"), _("Phase"), _("Kind"), _("Ward"), _("State"), _("Known seats"), _("Completed"), _("Why"),
        _("Clerk"), _("Next step"),
    ]  # fmt: skip
    head = [*_head(action, moment, form, _("Schools: each stands here once")), headings]
    body = (
        [
            row.organisation.name, row.organisation.urn or "", label_of("phase", row.organisation.phase),
            label_of("kind", row.organisation.kind), row.organisation.ward, str(row.state.label), row.seats,
            row.completed, reasons_in_words(row.open_states), ", ".join(row.clerks), str(row.step),
        ]
        for row in rows
    )  # fmt: skip
    _note(request, action, "schools", file_type, form)
    return _answer(chain(head, body), file_type, f"schools-{action.minute_reference}", moment)


def _head(action: BoardAction, moment: datetime, form: CutForm, unit: str) -> list[list[Any]]:
    return [
        [_("Coverage: %(action)s") % {"action": action}],
        [_("As at"), moment_words(moment)],
        [_("Shown"), form.in_words],
        [_("Each line"), unit],
        [],
    ]


def _seat_cells(row: SeatRow) -> list[Any]:
    return [
        row.organisation, row.urn, label_of("phase", row.phase), label_of("kind", row.kind), row.ward,
        str(Role(row.post).label), str(Role(row.role).label), row.name, str(STATE_WORDS[row.state]),
        timezone.localdate(row.done_at) if row.done_at else None, str(row.step),
    ]  # fmt: skip


def _note(request: PersonRequest, action: BoardAction, what: str, file_type: str, form: CutForm) -> None:
    record_audit(
        action=COVERAGE_EXPORTED,
        about=action,
        by=request.user,
        data={"unit": what, "file_type": file_type, "filters": filters_of(form)},
        now=timezone.now(),
    )


def _answer(rows: Iterator[list[Any]], file_type: str, name: str, moment: datetime) -> HttpResponseBase:
    stamp = timezone.localtime(moment).strftime("%Y-%m-%d")
    return sheet_response(rows, file_type=file_type, file_name=f"{slugify(name)}-{stamp}", title=name, bold_rows=(1, 6))
