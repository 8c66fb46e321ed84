"""Somebody changes their booking: another session, not coming, needs, a place at short notice."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.routes import SEE_AND_POST, private
from distribution.eligibility import reachable
from people.requests import PersonRequest
from workshops import operations
from workshops.emails import when
from workshops.enums import CancelledBy
from workshops.forms.public import ChangeSessionForm, NeedsForm
from workshops.models import Booking, Needs
from workshops.operations import BookingClosed, NotYours, SessionFull
from workshops.places import (
    named,
    no_place_in_words,
)
from workshops.tasks import enqueue_emails
from workshops.views.mine import back, bookable, labels_of, own_booking, theirs
from workshops.views.outcomes import changed_in_words, own_cancelled_in_words


@private
@SEE_AND_POST
@login_required
def change(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    workshop, booking = own_booking(request, workshop_id)
    now = timezone.now()
    sessions = [s for s in bookable(workshop, now) if s.pk != booking.session_id]
    if not sessions:
        messages.info(request, _("There is no other session to change to."))
        return back(workshop_id)
    labels = labels_of(sessions, {"": booking.kind}, now)
    form = ChangeSessionForm(request.POST or None, sessions=sessions, labels=labels)
    if request.method == "POST" and form.is_valid() and _changed(request, booking, form):
        return back(workshop_id)
    context = {"workshop": workshop, "booking": booking, "form": form, "now_booked": named(booking.session)}
    return render(request, "workshops/change.html", context)


def _changed(request: PersonRequest, booking: Booking, form: forms.Form) -> bool:
    try:
        row = operations.change_session(
            booking=booking, to=form.cleaned_data["session"], now=timezone.now(),
            or_wait="for_a_place" not in request.POST,
        )  # fmt: skip
    except SessionFull as full:
        kept = _("You keep the place that you have.") if booking.is_confirmed else _("You keep your turn.")
        why = no_place_in_words(full.no_place)
        form.add_error("session", _("That session has no place for you now. %(why)s") % {"why": f"{why} {kept}"})
        return False
    except BookingClosed as closed:
        form.add_error("session", str(closed))
        return False
    except NotYours:
        return True
    enqueue_emails()
    words = changed_in_words(row, had_a_place=booking.is_confirmed, emailed=bool(reachable([row.principal])))
    (messages.success if row.is_confirmed else messages.info)(request, words)
    return True


@private
@SEE_AND_POST
@login_required
def cancel(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    workshop, booking, _invitation = theirs(request, workshop_id)
    if booking is None:
        raise Http404
    if not booking.is_active:
        return back(workshop_id)
    if request.method == "POST":
        try:
            done = operations.cancel_booking(
                booking=booking, how=CancelledBy.PERSON, by=request.user, now=timezone.now()
            )
        except BookingClosed as closed:
            messages.error(request, str(closed))
        else:
            enqueue_emails()
            emailed = bool(reachable([done.booking.principal]))
            messages.success(request, own_cancelled_in_words(done, emailed=emailed))
        return back(workshop_id)
    context = {"workshop": workshop, "booking": booking, "when": when(booking.session)}
    return render(request, "workshops/cancel.html", context)


@private
@require_POST
@login_required
def short_notice(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    _workshop, booking = own_booking(request, workshop_id)
    operations.allow_short_notice(booking=booking, allowed="yes" in request.POST, now=timezone.now())
    enqueue_emails()
    return back(workshop_id)


@private
@SEE_AND_POST
@login_required
def needs(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    workshop, booking = own_booking(request, workshop_id)
    held = Needs.objects.filter(booking=booking).first()
    initial = {"access": held.access, "diet": held.diet, "other": held.other} if held else None
    form = NeedsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.state_needs(booking=booking, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Kept. Only the organisers see it."))
        return back(workshop_id)
    return render(request, "workshops/needs.html", {"workshop": workshop, "form": form, "booking": booking})
