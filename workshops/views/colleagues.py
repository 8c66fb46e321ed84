"""What somebody does for colleagues: books for them, gives them their own place, takes a booking back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.routes import SEE_AND_POST, private
from distribution.eligibility import reachable
from distribution.mail_limits import TooMuchMail
from people.requests import PersonRequest
from workshops import operations
from workshops.emails import when
from workshops.enums import CancelledBy
from workshops.forms.public import BookForm, ColleagueForm, ColleagueFormSet
from workshops.models import Booking
from workshops.operations import BookingClosed, HasAPlaceAlready, NotYours, TooMany
from workshops.queries import booked_for_others
from workshops.tasks import enqueue_emails
from workshops.views.mine import back, booking_form, form_problems, own_booking, theirs
from workshops.views.outcomes import cancelled_in_words, outcome_in_words


@private
@SEE_AND_POST
@login_required
def add(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    """Places for colleagues, whether or not one comes oneself."""
    workshop, booking, invitation = theirs(request, workshop_id)
    form, closed = booking_form(request, workshop, booking, invitation, for_colleagues=True)
    if form is None:
        messages.info(request, closed)
        return back(workshop_id)
    formset = ColleagueFormSet(
        request.POST or None, prefix="colleagues", form_kwargs={"lead": request.user}, at_least_one=True
    )
    if request.method == "POST" and all([form.is_valid(), formset.is_valid()]) and _booked(request, form, formset):
        return back(workshop_id) if booking and booking.is_active else redirect("workshop_colleagues", workshop_id)
    errors = [*form_problems(form), *formset.problems] if request.method == "POST" else []
    context = {
        "workshop": workshop,
        "form": form,
        "formset": formset,
        "errors": errors,
        "now": timezone.now(),
        "colleagues": booked_for_others(request.user, workshop.pk),
    }
    return render(request, "workshops/colleagues.html", context)


def _booked(request: PersonRequest, form: BookForm, formset: Any) -> bool:
    try:
        found = operations.book(
            session=form.cleaned_data["session"], person=None, organisation=form.for_organisation, by=request.user,
            now=timezone.now(), colleagues=formset.colleagues,
        )  # fmt: skip
    except BookingClosed as closed:
        form.add_error("session", str(closed))
    except (TooMany, TooMuchMail) as refused:
        _say_why(formset, refused)
    else:
        enqueue_emails()
        _tell(request, found)
        return True
    return False


def _say_why(colleagues: Any, refused: TooMany | TooMuchMail) -> None:
    """At the line that it is about, else at the first; nothing that was written is lost."""
    words, address = str(refused), ""
    if isinstance(refused, TooMany):
        words = _("One person books for at most %(n)s colleagues. Ask us if more want to come.")
        words %= {"n": refused.args[0]}
    else:
        address = refused.address
    forms = [form for form in colleagues.forms if address and form.cleaned_data.get("email") == address]
    (forms or colleagues.forms)[0].add_error("email", words)


def _tell(request: PersonRequest, found: Any) -> None:
    mailed = reachable([booked.booking.principal for booked in found])
    for booked in found:
        words = outcome_in_words(booked, emailed=booked.booking.principal.pk in mailed)
        (messages.success if booked.is_new and booked.booking.is_confirmed else messages.info)(request, words)


@private
@SEE_AND_POST
@login_required
def give(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    workshop, booking = own_booking(request, workshop_id)
    if not booking.is_confirmed:
        raise Http404
    form = ColleagueForm(request.POST or None, lead=request.user)
    if request.method == "POST" and form.is_valid():
        if not form.is_filled:
            form.add_error("given_name", _("Write the name of your colleague."))
        elif _given(request, booking, form):
            return back(workshop_id)
    errors = form_problems(form) if request.method == "POST" else []
    context = {"workshop": workshop, "booking": booking, "form": form, "errors": errors, "when": when(booking.session)}
    return render(request, "workshops/give.html", context)


def _given(request: PersonRequest, booking: Booking, form: ColleagueForm) -> bool:
    try:
        given = operations.give_place(booking=booking, to=form.colleague, by=request.user, now=timezone.now())
    except TooMuchMail as refused:
        form.add_error("email", str(refused))
    except HasAPlaceAlready:
        form.add_error("email", _("This person has a place already."))
    except (BookingClosed, NotYours) as closed:
        form.add_error("given_name", str(closed) or _("Your place is not yours to give any more."))
    else:
        enqueue_emails()
        _say_whose_it_is(request, booking, given)
        return True
    return False


def _say_whose_it_is(request: PersonRequest, booking: Booking, given: Booking) -> None:
    mailed = reachable([booking.principal, given.principal])
    words = [_("%(name)s has your place.")]
    if given.principal.pk in mailed:
        words.append(_("An email with their own link is on its way."))
    else:
        words.append(_("We cannot email them, so tell them yourself."))
    if booking.principal.pk not in mailed:
        words.append(_("We cannot email you either, so take it out of your calendar yourself.")
                     if given.principal.pk not in mailed
                     else _("We cannot email you, so take it out of your calendar yourself."))  # fmt: skip
    messages.success(request, " ".join(words) % {"name": given.name})


@private
@require_POST
@login_required
def cancel(request: PersonRequest, workshop_id: int, booking_id: int) -> HttpResponseBase:
    """Whoever booked for a colleague can take it back."""
    row = get_object_or_404(Booking, pk=booking_id, workshop=workshop_id, booked_by=request.user, walked_in=False)
    try:
        done = operations.cancel_booking(booking=row, how=CancelledBy.LEAD, by=request.user, now=timezone.now())
    except BookingClosed as closed:
        messages.error(request, str(closed))
    else:
        enqueue_emails()
        messages.success(request, cancelled_in_words(done, emailed=bool(reachable([done.booking.principal]))))
    return redirect("workshop_colleagues", workshop_id)
