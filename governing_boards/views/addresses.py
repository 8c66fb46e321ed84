"""What a clerk puts right of somebody on the board: names and addresses."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.routes import SEE_AND_POST
from distribution.eligibility import reachable
from governing_boards.access import address_may_be_changed, name_may_be_changed
from governing_boards.forms import AddressForm, NameOnBoardForm
from governing_boards.views.access import for_the_clerk
from governing_boards.views.boards import hold_of
from governing_boards.views.messages import address_in_words, no_more_in_words
from governing_boards.views.people_forms import back, form_page, not_asked, offer_to_share, seat_of, sits_here
from learning.tasks import enqueue_late_enrolment
from people import operations as people
from people.enums import AddressRemoved
from people.models import Organisation, Person
from people.requests import PersonRequest


@require_http_methods(["GET", "HEAD"])
@for_the_clerk
def person(request: PersonRequest, organisation: Organisation, person_id: int) -> HttpResponseBase:
    """What a clerk can do for one person of the board."""
    seat = seat_of(organisation, person_id)
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
    who = seat_of(organisation, person_id).person
    if not name_may_be_changed(who, request.user, timezone.localdate()):
        raise Http404
    initial = {"title": who.title, "given_name": who.given_name, "family_name": who.family_name}
    form = NameOnBoardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.correct_name(person=who, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("You’ve corrected the name."))
        return back(organisation)
    return form_page(
        request,
        organisation,
        form,
        heading=_("Correct the name of %(name)s") % {"name": who},
        text=_("What you say counts more than an older list of the national register."),
        button=_("Save the name"),
        back_url=reverse("board_person", args=[organisation.pk, who.pk]),
    )


def _whose_address_may_change(request: PersonRequest, organisation: Organisation, person_id: int) -> Person:
    who = seat_of(organisation, person_id).person
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
                if not (form.cleaned_data["share"] and sits_here(taken.holder, organisation)):
                    raise
                people.share_address(person=who, address=found, by=request.user, now=now)
        except people.AddressTaken as taken:
            offer_to_share(form, taken.holder, organisation)
        except people.AddressOfStaff:
            raise Http404
        else:
            transaction.on_commit(enqueue_late_enrolment)
            messages.success(request, address_in_words(who))
            return back(organisation)
    return form_page(
        request,
        organisation,
        form,
        heading=_("The address of %(name)s") % {"name": who},
        text=_("Codes to sign in go there too. Give an address that only %(name)s reads.") % {"name": who},
        button=_("Save the address"),
        hidden=not_asked(form),
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
        return back(organisation)
    return form_page(
        request,
        organisation,
        None,
        heading=_("Take the address of %(name)s away") % {"name": who},
        text=no_more_in_words(who),
        button=_("Take it away"),
        back_url=reverse("board_person", args=[organisation.pk, who.pk]),
    )
