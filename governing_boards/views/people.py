"""What a clerk does for a board. Each is a page with a form; each change is one operation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.dates import in_words
from core.routes import SEE_AND_POST
from distribution.eligibility import reachable
from governing_boards.boards import Seat, address_may_be_changed, board_of, name_may_be_changed
from governing_boards.forms import AddressForm, EndTermForm, JoinerForm, NameOnBoardForm, SeatsForm
from governing_boards.views.access import for_the_clerk
from governing_boards.views.boards import hold_of
from governing_boards.views.messages import address_in_words, joined_in_words, no_more_in_words
from learning.tasks import enqueue_late_enrolment
from people import operations as people
from people.enums import AddressRemoved, Role, Source
from people.models import Organisation, Person
from people.queries import holder_of
from people.requests import PersonRequest


def _back(organisation: Organisation) -> HttpResponseBase:
    return redirect("board", organisation.pk)


def _form_page(
    request: PersonRequest, organisation: Organisation, form: forms.Form | None, **context: Any
) -> HttpResponseBase:
    """One page for all of the clerk's forms: heading, text above, fields, button."""
    context = {
        "organisation": organisation,
        "form": form,
        "back_url": reverse("board", args=[organisation.pk]),
    } | context
    return render(request, "governing_boards/form.html", context)


def _seat(organisation: Organisation, person_id: int, *, clerks_too: bool = True) -> Seat:
    """The seat of a person of this board, or 404: people of other boards are not found here."""
    board = board_of(organisation, True, timezone.localdate())
    seats = [*board.seats, *(board.clerks if clerks_too else [])]
    found = [seat for seat in [*seats, *board.coming] if seat.person.pk == person_id]
    if not found:
        raise Http404
    first = found[0]
    first.appointments = [row for seat in found for row in seat.appointments]
    return first


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
            _offer_to_share(form, taken.holder, organisation)
        except people.NamesakeOnBoard as there:
            form.add_error("somebody_else", _namesakes_in_words(there.names, organisation))
        except people.EndsBeforeItStarts:
            form.add_error("ends_on", _("The last day is before the first day. Check both dates."))
        else:
            is_new = row.recorded_at == now
            (messages.success if is_new else messages.info)(request, joined_in_words(row, is_new=is_new, now=now))
            _say_term(request, row)
            return _back(organisation)
    return _form_page(
        request,
        organisation,
        form,
        heading=_("Add somebody to the board"),
        button=_("Add them"),
        hidden=_not_asked(form),
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


def _not_asked(form: forms.Form) -> set[str]:
    """Tick-boxes that answer a question which has not come up."""
    asked = {"share": "address", "somebody_else": "somebody_else"}
    return {name for name, field in asked.items() if not form.errors.get(field)}


def _joiner(form: forms.Form, organisation: Organisation) -> people.Joiner:
    given = form.cleaned_data
    holder = holder_of(given["address"]) if given["share"] else None
    return people.Joiner(
        title=given["title"],
        given_name=given["given_name"],
        family_name=given["family_name"],
        address=given["address"],
        share=holder is not None and _sits_here(holder, organisation),
        somebody_else=given["somebody_else"],
    )


def _term(form: forms.Form) -> people.Term:
    given = form.cleaned_data
    return people.Term(role=Role(given["role"]), starts_on=given["starts_on"], ends_on=given["ends_on"])


def _offer_to_share(form: forms.Form, holder: Person, organisation: Organisation) -> None:
    """Only somebody of this board is named and can be shared with: nobody elsewhere is guessed at, or written to."""
    if _sits_here(holder, organisation):
        words = _("This address belongs to %(name)s. Use another, or tick “They share this address”.") % {
            "name": holder
        }
    else:
        words = _("This address cannot be used here. Use another, or ask the council.")
    form.add_error("address", words)


def _sits_here(holder: Person, organisation: Organisation) -> bool:
    board = board_of(organisation, True, timezone.localdate())
    return holder.canonical_id in {seat.person.pk for seat in [*board.seats, *board.clerks, *board.coming]}


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
            return redirect("boards") if who.pk == request.user.pk else _back(organisation)
    return _form_page(
        request,
        organisation,
        form,
        heading=_("End a term: %(name)s") % {"name": who},
        text=_("%(role)s at %(board)s. Nothing is deleted: what they have done stays on record.")
        % {"role": row.get_role_display(), "board": organisation},
        button=_("End the term"),
        back_url=reverse("board_person", args=[organisation.pk, who.pk]),
    )


# --- Names and addresses --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@for_the_clerk
def person(request: PersonRequest, organisation: Organisation, person_id: int) -> HttpResponseBase:
    """What a clerk can do for one person of the board."""
    seat = _seat(organisation, person_id)
    context = {
        "organisation": organisation,
        "seat": seat,
        "may_be_reminded": seat.enrolment is not None
        and seat.enrolment.briefing.is_open
        and bool(reachable([seat.person])),
        "hold": hold_of(seat.enrolment.briefing) if seat.enrolment else None,
        "may_change_address": address_may_be_changed(seat.person, request.user, timezone.localdate()),
    }
    return render(request, "governing_boards/person.html", context)


@SEE_AND_POST
@for_the_clerk
def name(request: PersonRequest, organisation: Organisation, person_id: int) -> HttpResponseBase:
    who = _seat(organisation, person_id).person
    if not name_may_be_changed(who, request.user, timezone.localdate()):
        raise Http404
    initial = {"title": who.title, "given_name": who.given_name, "family_name": who.family_name}
    form = NameOnBoardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.correct_name(person=who, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("You’ve corrected the name."))
        return _back(organisation)
    return _form_page(
        request,
        organisation,
        form,
        heading=_("Correct the name of %(name)s") % {"name": who},
        text=_("What you say counts more than an older list of the national register."),
        button=_("Save the name"),
        back_url=reverse("board_person", args=[organisation.pk, who.pk]),
    )


def _whose_address_may_change(request: PersonRequest, organisation: Organisation, person_id: int) -> Person:
    who = _seat(organisation, person_id).person
    if not address_may_be_changed(who, request.user, timezone.localdate()):
        raise Http404
    return who


@SEE_AND_POST
@for_the_clerk
def address(request: PersonRequest, organisation: Organisation, person_id: int) -> HttpResponseBase:
    who = _whose_address_may_change(request, organisation, person_id)
    form = AddressForm(request.POST or None, initial={"address": who.post_address})
    if request.method == "POST" and form.is_valid():
        found, now = form.cleaned_data["address"], timezone.now()
        try:
            try:
                people.give_address(person=who, address=found, by=request.user, now=now)
            except people.AddressTaken as taken:
                if not (form.cleaned_data["share"] and _sits_here(taken.holder, organisation)):
                    raise
                people.share_address(person=who, address=found, by=request.user, now=now)
        except people.AddressTaken as taken:
            _offer_to_share(form, taken.holder, organisation)
        except people.AddressOfStaff:
            raise Http404
        else:
            transaction.on_commit(enqueue_late_enrolment)
            messages.success(request, address_in_words(who))
            return _back(organisation)
    return _form_page(
        request,
        organisation,
        form,
        heading=_("The address of %(name)s") % {"name": who},
        text=_("Codes to sign in go there too. Give an address that only %(name)s reads.") % {"name": who},
        button=_("Save the address"),
        hidden=_not_asked(form),
        back_url=reverse("board_person", args=[organisation.pk, who.pk]),
    )


@SEE_AND_POST
@for_the_clerk
def no_address(request: PersonRequest, organisation: Organisation, person_id: int) -> HttpResponseBase:
    who = _whose_address_may_change(request, organisation, person_id)
    if request.method == "POST":
        try:
            people.forget_address(person=who, by=request.user, now=timezone.now(), reason=AddressRemoved.NOT_REACHING)
        except people.AddressOfStaff:
            raise Http404
        messages.success(request, _("%(name)s has no address now. They still count.") % {"name": who})
        return _back(organisation)
    return _form_page(
        request,
        organisation,
        None,
        heading=_("Take the address of %(name)s away") % {"name": who},
        text=no_more_in_words(who),
        button=_("Take it away"),
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
        return _back(organisation)
    return _form_page(
        request,
        organisation,
        form,
        heading=_("Seats on the board"),
        text=_("When we know how many there are, we show how many are vacant."),
        button=_("Save"),
        narrow=True,
    )
