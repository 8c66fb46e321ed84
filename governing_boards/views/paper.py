"""The path that is not e-mail: the printed pack, and that it lay on the table."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.dates import in_words
from governing_boards import operations
from governing_boards.boards import Board
from governing_boards.enums import TablingOutcome
from governing_boards.forms import TablingForm
from governing_boards.models import Tabling
from governing_boards.views.access import for_clerk_and_chair, for_the_clerk
from governing_boards.views.boards import board_for, briefing_query
from learning.views.printed_pack import pack_answer
from people.models import Organisation
from people.requests import PersonRequest


def _board_in_a_briefing(request: PersonRequest, organisation: Organisation, as_clerk: bool = True) -> Board:
    found = board_for(request, organisation, as_clerk)
    if found.briefing is None:
        raise Http404
    return found


@require_safe
@for_clerk_and_chair
def pack(request: PersonRequest, organisation: Organisation, as_clerk: bool) -> HttpResponseBase:
    return pack_answer(_board_in_a_briefing(request, organisation, as_clerk).given)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_clerk
def tabled(request: PersonRequest, organisation: Organisation) -> HttpResponseBase:
    found = _board_in_a_briefing(request, organisation)
    back = reverse("board_meeting", args=[organisation.pk]) + briefing_query(found)
    form = TablingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                operations.record_tabling(
                    briefing=found.given, organisation=organisation, on=said["on"], present=said["present"],
                    outcome=TablingOutcome(said["outcome"]), by=request.user, now=timezone.now(),
                )  # fmt: skip
        except operations.MeetingToCome:
            form.add_error("on", _("This day is still to come. Enter the date of a meeting that has been."))
        except operations.OutsideTheBriefing as outside:
            form.add_error("on", _outside(outside))
        except operations.MoreThanItsSeats as more:
            form.add_error("present", _too_many(more.seats, said["on"]))
        except operations.TabledAlready:
            form.add_error("on", _("A meeting on this day is recorded already. Take it back first to correct it."))
        else:
            messages.success(
                request,
                _("Recorded for %(day)s. It is counted apart, as weaker evidence than a completed briefing: no "
                  "governor’s state changes.") % {"day": in_words(said["on"])},
            )  # fmt: skip
            return redirect(back)
    context = {
        "organisation": organisation,
        "form": form,
        "heading": _("Tabled on paper"),
        "text": _("For “%(title)s”, sent on %(day)s. We keep a date and a number, and no names.")
        % {"title": found.given.module.title, "day": in_words(timezone.localdate(found.given.issued_at))},
        "button": _("Record it"),
        "back_url": back,
    }
    return render(request, "governing_boards/form.html", context)


def _outside(outside: operations.OutsideTheBriefing) -> str:
    words = _("The briefing was sent on %(sent)s. Enter the date of a meeting on that day or later.")
    if outside.closed_on:
        words = _("The briefing was open from %(sent)s to %(closed)s. Enter the date of a meeting in that time.")
    return words % {"sent": in_words(outside.sent_on), "closed": in_words(outside.closed_on or outside.sent_on)}


def _too_many(seats: int, on: date) -> str:
    if not seats:
        words = _("We know of no governor on this board on %(day)s. Add the governors, or say how many seats it has.")
        return words % {"day": in_words(on)}
    words = ngettext(
        "The board had %(n)s seat on %(day)s. Enter a number up to %(n)s, or add the governors who are missing.",
        "The board had %(n)s seats on %(day)s. Enter a number up to %(n)s, or add the governors who are missing.",
        seats,
    )
    return words % {"n": seats, "day": in_words(on)}


@require_POST
@for_the_clerk
def take_back(request: PersonRequest, organisation: Organisation, tabling_id: int) -> HttpResponseBase:
    row = Tabling.objects.standing().filter(pk=tabling_id, organisation=organisation).first()
    if row is None:
        raise Http404
    operations.withdraw_tabling(tabling=row, by=request.user, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect(f"{reverse('board_meeting', args=[organisation.pk])}?briefing={row.briefing_id}")
