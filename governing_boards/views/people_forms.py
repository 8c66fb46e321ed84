"""What the clerk's pages about a person share."""

from typing import Any

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governing_boards.boards import Seat, board_of
from people.models import Organisation, Person
from people.requests import PersonRequest


def back(organisation: Organisation) -> HttpResponseBase:
    return redirect("board", organisation.pk)


def form_page(
    request: PersonRequest, organisation: Organisation, form: forms.Form | None, **context: Any
) -> HttpResponseBase:
    """One page for all of the clerk's forms: heading, text above, fields, button."""
    context = {
        "organisation": organisation,
        "form": form,
        "back_url": reverse("board", args=[organisation.pk]),
    } | context
    return render(request, "governing_boards/form.html", context)


def seat_of(organisation: Organisation, person_id: int, *, clerks_too: bool = True) -> Seat:
    """The seat of a person of this board, or 404: people of other boards are not found here."""
    board = board_of(organisation, True, timezone.localdate())
    seats = [*board.seats, *(board.clerks if clerks_too else [])]
    found = [seat for seat in [*seats, *board.coming] if seat.person.pk == person_id]
    if not found:
        raise Http404
    first = found[0]
    first.appointments = [row for seat in found for row in seat.appointments]
    return first


def not_asked(form: forms.Form) -> set[str]:
    """Tick-boxes that answer a question which has not come up."""
    asked = {"share": "address", "somebody_else": "somebody_else"}
    return {name for name, field in asked.items() if not form.errors.get(field)}


def offer_to_share(form: forms.Form, holder: Person, organisation: Organisation) -> None:
    """Only somebody of this board is named and can be shared with: nobody elsewhere is guessed at, or written to."""
    if sits_here(holder, organisation):
        words = _("This address belongs to %(name)s. Use another, or tick “They share this address”.") % {
            "name": holder
        }
    else:
        words = _("This address cannot be used here. Use another, or ask the council.")
    form.add_error("address", words)


def sits_here(holder: Person, organisation: Organisation) -> bool:
    board = board_of(organisation, True, timezone.localdate())
    return holder.canonical_id in {seat.person.pk for seat in [*board.seats, *board.clerks, *board.coming]}
