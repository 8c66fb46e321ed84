"""Somebody's own page for a workshop: the form, their place, or their turn. A link of theirs opens it, no account."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.routes import SEE_AND_POST, private
from people.models import Organisation
from people.requests import PersonRequest
from workshops import operations
from workshops.emails import when
from workshops.forms.public import BookForm
from workshops.models import Attendance, Booking, Invitation, Needs, WorkshopPage, WorkshopSession
from workshops.operations import BookingClosed
from workshops.places import (
    NoPlace,
    elsewhere_in_words,
    free_elsewhere,
    named,
    no_place_in_words,
    offers_in,
    places_in_words,
)
from workshops.queries import (
    booked_for_others,
    booking_of,
    has_declined,
    invitation_of,
    organisations_for,
    sessions_coming,
    workshops_of,
)
from workshops.tasks import enqueue_emails


@private
@require_safe
@login_required
def my_workshops(request: PersonRequest) -> HttpResponseBase:
    rows = [
        {
            "workshop": workshop,
            "booking": booking_of(request.user, workshop.pk),
            "declined": has_declined(request.user, workshop.pk),
        }
        for workshop in workshops_of(request.user)
    ]
    return render(request, "workshops/my_workshops.html", {"rows": rows})


def theirs(request: PersonRequest, workshop_id: int) -> tuple[WorkshopPage, Booking | None, Invitation | None]:
    """(workshop, booking or None, invitation or None) of whoever asks; 404 if the workshop is nothing of theirs."""
    workshop = get_object_or_404(WorkshopPage, pk=workshop_id)
    booking, invitation = booking_of(request.user, workshop_id), invitation_of(request.user, workshop_id)
    if booking is None and (invitation is None or not workshop.live):
        raise Http404
    return workshop, booking, invitation


def own_booking(request: PersonRequest, workshop_id: int) -> tuple[WorkshopPage, Booking]:
    """(workshop, their standing booking), or 404."""
    workshop, booking, _invitation = theirs(request, workshop_id)
    if booking is None or not booking.is_active:
        raise Http404
    return workshop, booking


def back(workshop_id: int) -> HttpResponseBase:
    return redirect("my_workshop", workshop_id)


@private
@SEE_AND_POST
@login_required
def my_workshop(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    workshop, booking, invitation = theirs(request, workshop_id)
    if booking is not None and booking.is_active:
        if request.method == "POST":  # the same press again, or a choice in a page that was opened before
            _say_what_stands(request, booking)
            return back(workshop_id)
        return render(request, "workshops/my_place.html", _place(request, workshop, booking))
    return _book(request, workshop, booking, invitation)


def _say_what_stands(request: PersonRequest, booking: Booking) -> None:
    """Somebody chose a session in a page that did not know yet of the place that they have."""
    chosen = request.POST.get("session", "")
    if chosen and chosen != str(booking.session_id):
        have = _("You have a place already: %(session)s.") if booking.is_confirmed else _(
            "You are on a waiting list already: %(session)s.")  # fmt: skip
        more = _("Nothing has changed. To change the session, press the button below.")
        messages.info(request, f"{have % {'session': named(booking.session)}} {more}")


def _why_waiting(booking: Booking, now: datetime) -> dict[str, Any]:
    """What keeps somebody who waits from a place, and the session that has one, where it can still be booked."""
    session = booking.session
    if not booking.is_waiting or operations.why_closed(session, now):
        return {}
    offer = offers_in([session], [booking.kind], now)[session.pk][booking.kind]
    elsewhere = free_elsewhere(workshop_id=booking.workshop_id, but=[session.pk], kind=booking.kind, now=now)
    # With a place for a newcomer, theirs is a matter of short notice: the page says so already.
    words = elsewhere_in_words(elsewhere) if offer.places else no_place_in_words(NoPlace(offer, elsewhere))
    return {"waits_because": words, "elsewhere": elsewhere}


def _place(request: PersonRequest, workshop: WorkshopPage, booking: Booking) -> dict[str, Any]:
    now, session = timezone.now(), booking.session
    attendance = Attendance.objects.filter(booking=booking).select_related("completion__certificate").first()
    return {
        "workshop": workshop,
        "booking": booking,
        "session": session,
        "when": when(session),
        **_why_waiting(booking, now),
        "turn": operations.turns_of(session, [booking])[booking.pk] if booking.is_waiting else None,
        "now": now,
        "has_begun": session.has_begun(now),
        "is_over": session.is_over(now),
        "has_needs": Needs.objects.filter(booking=booking).exists(),
        "can_change": sessions_coming(workshop, now).exclude(pk=session.pk).exists(),
        "colleagues": booked_for_others(request.user, workshop.pk),
        "attendance": attendance,
        "certificate": getattr(attendance and attendance.completion, "certificate", None),
    }


# --- Booking --------------------------------------------------------------------------------------------------------


def labels_of(sessions: list[WorkshopSession], kinds: dict[str, str], now: datetime) -> list[Any]:
    """What the radio buttons say: when, which, where, and how many places there are for whoever chooses.

    `kinds`: {for whom, "" for oneself: kind of organisation}. Nothing is counted before a label is looked at: a press
    asks the operation, which counts under the lock.
    """
    offers = SimpleLazyObject(lambda: offers_in(sessions, kinds.values(), now))

    def label(session: WorkshopSession) -> str:
        facts = " · ".join(word for word in (when(session), session.label, session.where) if word)
        places = [(places_in_words(offers[session.pk][kind], whom),) for whom, kind in kinds.items()]
        return format_html("{}{}", facts, format_html_join("", "<br><strong>{}</strong>", places))

    return [lazy(label, str)(session) for session in sessions]


def _kinds_of(organisations: list[Organisation], *, for_colleagues: bool = False) -> dict[str, str]:
    """{for whom, as a label says it: kind of organisation}: one where it is the same whichever they choose."""
    kinds = {organisation.name: organisation.kind for organisation in organisations}
    if len(set(kinds.values())) > 1:
        return kinds
    whom = _("your colleagues") if for_colleagues else ""
    return {whom: next(iter(kinds.values()), "")}


def bookable(workshop: WorkshopPage, now: datetime) -> list[WorkshopSession]:
    return [s for s in sessions_coming(workshop, now) if not operations.why_closed(s, now)]


def _why_nothing(workshop: WorkshopPage, now: datetime) -> str:
    session = sessions_coming(workshop, now).first()
    return operations.why_closed(session, now) if session else _("No session of this workshop is still to come.")


def _book(
    request: PersonRequest, workshop: WorkshopPage, booking: Booking | None, invitation: Invitation | None
) -> HttpResponseBase:
    context = {"workshop": workshop, "invitation": invitation, "ended": booking}
    form, closed = booking_form(request, workshop, booking, invitation)
    if form is None:
        return render(request, "workshops/book.html", {**context, "closed": closed})
    if request.method == "POST" and form.is_valid() and _booked(request, form):
        return back(workshop.pk)
    return render(request, "workshops/book.html", {**context, "form": form, "errors": form_problems(form)})


def booking_form(
    request: PersonRequest,
    workshop: WorkshopPage,
    booking: Booking | None,
    invitation: Invitation | None,
    *,
    for_colleagues: bool = False,
) -> tuple[BookForm | None, str]:
    """(the form, "") with the sessions that can be booked now, or (None, why none can)."""
    now = timezone.now()
    sessions = bookable(workshop, now)
    if not sessions:
        return None, _why_nothing(workshop, now)
    organisations = organisations_for(request.user, booking, invitation, timezone.localdate(now))
    form = BookForm(
        request.POST or None,
        sessions=sessions,
        labels=labels_of(sessions, _kinds_of(organisations, for_colleagues=for_colleagues), now),
        organisations=organisations,
        for_colleagues=for_colleagues,
        chosen=str(booking.session_id) if booking else None,
    )
    return form, ""


def _booked(request: PersonRequest, form: BookForm) -> bool:
    try:
        operations.book(
            session=form.cleaned_data["session"], person=request.user, organisation=form.for_organisation,
            by=request.user, now=timezone.now(), short_notice_ok=form.cleaned_data["short_notice"],
        )  # fmt: skip
    except BookingClosed as closed:
        form.add_error("session", str(closed))
        return False
    enqueue_emails()
    return True


def form_problems(form: forms.Form) -> list[dict[str, Any]]:
    return [
        {"href": f"#{form[name].auto_id}" if name != "__all__" else "#main", "text": error}
        for name, errors in (form.errors.items() if form.is_bound else ())
        for error in errors
    ]


@private
@require_POST
@login_required
def decline(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    workshop, booking, invitation = theirs(request, workshop_id)
    if invitation is None or (booking is not None and booking.is_active):
        raise Http404
    operations.decline(invitation=invitation, now=timezone.now())
    messages.success(request, _("Thank you for telling us. We won’t ask you about this workshop again."))
    return back(workshop.pk)
