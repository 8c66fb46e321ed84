"""What a clerk does for a board. Each is a page with a form; each change is one operation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import in_words
from core.routes import SEE_AND_POST
from governing_boards.boards import board_of
from governing_boards.forms import EndTermForm, JoinerForm, SeatsForm
from governing_boards.views.access import for_the_clerk
from governing_boards.views.messages import joined_in_words
from governing_boards.views.people_forms import back, form_page, not_asked, offer_to_share, sits_here
from people import operations as people
from people.enums import Role, Source
from people.models import Organisation
from people.queries import holder_of
from people.requests import PersonRequest

# --- Joiners and leavers --------------------------------------------------------------------------------------------


@SEE_AND_POST
@for_the_clerk
def add(request: PersonRequest, organisation: Organisation) -> HttpResponseBase:
    form = JoinerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            row = people.add_appointment(
                organisation=organisation,
                joiner=_joiner(form, organisation),
                term=_term(form),
                by=request.user,
                source=Source.CLERK,
                now=now,
            )
        except people.AddressTaken as taken:
            offer_to_share(form, taken.holder, organisation)
        except people.NamesakeOnBoard as there:
            form.add_error("somebody_else", _namesakes_in_words(there.names, organisation))
        except people.EndsBeforeItStarts:
            form.add_error("ends_on", _("The last day is before the first day. Check both dates."))
        else:
            is_new = row.recorded_at == now
            (messages.success if is_new else messages.info)(request, joined_in_words(row, is_new=is_new, now=now))
            _say_term(request, row)
            return back(organisation)
    return form_page(
        request,
        organisation,
        form,
        heading=_("Add somebody to the board"),
        button=_("Add them"),
        hidden=not_asked(form),
    )


def _namesakes_in_words(names: list[str], organisation: Organisation) -> str:
    board = board_of(organisation, True, timezone.localdate())
    sitting = {seat.person.full_name for seat in [*board.seats, *board.clerks]}
    words = _("%(names)s sits on this board already. Is it somebody else? Then say so here.")
    if not sitting.issuperset(names):
        words = _(
            "We already have a term for %(names)s here, in the future or ended. Is it somebody else? Then say so here."
        )
    return words % {"names": ", ".join(names)}


def _say_term(request: PersonRequest, row: Any) -> None:
    """The days as they were read, so that a slip is seen."""
    for words, day in ((_("First day: %(day)s."), row.starts_on), (_("Last day: %(day)s."), row.ends_on)):
        if day:
            messages.info(request, words % {"day": in_words(day)})


def _joiner(form: forms.Form, organisation: Organisation) -> people.Joiner:
    given = form.cleaned_data
    holder = holder_of(given["address"]) if given["share"] else None
    return people.Joiner(
        title=given["title"],
        given_name=given["given_name"],
        family_name=given["family_name"],
        address=given["address"],
        share=holder is not None and sits_here(holder, organisation),
        somebody_else=given["somebody_else"],
    )


def _term(form: forms.Form) -> people.Term:
    given = form.cleaned_data
    return people.Term(role=Role(given["role"]), starts_on=given["starts_on"], ends_on=given["ends_on"])


@SEE_AND_POST
@for_the_clerk
def end(request: PersonRequest, organisation: Organisation, appointment_id: int) -> HttpResponseBase:
    board = board_of(organisation, True, timezone.localdate())
    seats = [*board.seats, *board.clerks, *board.coming]
    rows = [row for seat in seats for row in seat.appointments if row.pk == appointment_id]
    if not rows:
        raise Http404
    row = rows[0]
    who = row.person.canonical
    form = EndTermForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            people.end_appointment(
                appointment=row,
                ends_on=form.cleaned_data["ends_on"],
                by=request.user,
                source=Source.CLERK,
                now=timezone.now(),
            )
        except people.EndsBeforeItStarts:
            form.add_error("ends_on", _("The term began later than that. Check the date."))
        else:
            messages.success(
                request,
                _("Last day: %(day)s. What %(name)s has done stays on record.")
                % {"day": in_words(form.cleaned_data["ends_on"]), "name": who},
            )
            return redirect("boards") if who.pk == request.user.pk else back(organisation)
    return form_page(
        request,
        organisation,
        form,
        heading=_("End a term: %(name)s") % {"name": who},
        text=_("%(role)s at %(board)s. Nothing is deleted: what they have done stays on record.")
        % {"role": row.get_role_display(), "board": organisation},
        button=_("End the term"),
        back_url=reverse("board_person", args=[organisation.pk, who.pk]),
    )


@SEE_AND_POST
@for_the_clerk
def seats(request: PersonRequest, organisation: Organisation) -> HttpResponseBase:
    form = SeatsForm(request.POST or None, initial={"seats": organisation.board_size})
    if request.method == "POST" and form.is_valid():
        people.set_board_size(
            organisation=organisation, seats=form.cleaned_data["seats"], by=request.user, now=timezone.now()
        )
        messages.success(request, _("Saved."))
        return back(organisation)
    return form_page(
        request,
        organisation,
        form,
        heading=_("Seats on the board"),
        text=_("When we know how many there are, we show how many are vacant."),
        button=_("Save"),
        narrow=True,
    )
