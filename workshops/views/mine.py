"""Somebody's own page for a workshop: the form, their place, or their turn. A link of theirs opens it, no account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workshops import operations
from workshops.enums import CancelledBy
from workshops.forms.public import BookForm, ChangeSessionForm, NeedsForm
from workshops.letters import when
from workshops.models import Attendance, Needs, WorkshopPage
from workshops.operations import BookingClosed, NotYours, SessionFull
from workshops.queries import (
    booked_for_others,
    booking_of,
    invitation_of,
    organisations_of,
    sessions_coming,
    workshops_of,
)
from workshops.tasks import nudge_letters

SEE_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def my_workshops(request):
    rows = [
        {"workshop": workshop, "booking": booking_of(request.user, workshop.pk)}
        for workshop in workshops_of(request.user)
    ]
    return render(request, "workshops/my_workshops.html", {"rows": rows})


def theirs(request, workshop_id):
    """(workshop, booking or None, invitation or None) of whoever asks; 404 if the workshop is nothing of theirs."""
    workshop = get_object_or_404(WorkshopPage, pk=workshop_id)
    booking, invitation = booking_of(request.user, workshop_id), invitation_of(request.user, workshop_id)
    if booking is None and (invitation is None or not workshop.live):
        raise Http404
    return workshop, booking, invitation


def own_booking(request, workshop_id):
    """(workshop, their standing booking), or 404."""
    workshop, booking, _invitation = theirs(request, workshop_id)
    if booking is None or not booking.is_active:
        raise Http404
    return workshop, booking


def back(workshop_id):
    return redirect("my_workshop", workshop_id)


@SEE_AND_POST
@login_required
def my_workshop(request, workshop_id):
    workshop, booking, invitation = theirs(request, workshop_id)
    if booking is not None and booking.is_active:
        if request.method == "POST":  # the same press again
            return back(workshop_id)
        return render(request, "workshops/my_place.html", _place(request, workshop, booking))
    return _book(request, workshop, booking, invitation)


def _place(request, workshop, booking):
    now, session = timezone.now(), booking.session
    attendance = Attendance.objects.filter(booking=booking).select_related("completion__certificate").first()
    return {
        "workshop": workshop,
        "booking": booking,
        "session": session,
        "when": when(session),
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


def label_of(session) -> str:
    """What a radio button says: when, which, where, whether places are left."""
    left = session.places_left
    words = [when(session), session.label, session.where]
    words.append(
        ngettext("%(n)s place left", "%(n)s places left", left) % {"n": left} if left else _("Full: waiting list")
    )
    return " · ".join(str(word) for word in words if word)


def _bookable(workshop, now):
    return [s for s in sessions_coming(workshop, now) if not operations.why_closed(s, now)]


def _why_nothing(workshop, now) -> str:
    session = sessions_coming(workshop, now).first()
    return operations.why_closed(session, now) if session else _("No session of this workshop is still to come.")


def _book(request, workshop, booking, invitation):
    context = {"workshop": workshop, "invitation": invitation, "ended": booking}
    form, closed = booking_form(request, workshop, booking, invitation)
    if form is None:
        return render(request, "workshops/book.html", {**context, "closed": closed})
    if request.method == "POST" and form.is_valid() and _booked(request, form):
        return back(workshop.pk)
    return render(request, "workshops/book.html", {**context, "form": form, "errors": form_problems(form)})


def booking_form(request, workshop, booking, invitation, *, for_colleagues=False):
    """(the form, "") with the sessions that can be booked now, or (None, why none can)."""
    now = timezone.now()
    sessions = _bookable(workshop, now)
    if not sessions:
        return None, _why_nothing(workshop, now)
    form = BookForm(
        request.POST or None,
        sessions=sessions,
        labels=[label_of(session) for session in sessions],
        organisations=_for_whom(request.user, booking, invitation, now),
        for_colleagues=for_colleagues,
        chosen=str(booking.session_id) if booking else None,
    )
    return form, ""


def _for_whom(person, booking, invitation, now):
    """The organisation that they booked for or were asked for; else those where they have a seat."""
    if booking is not None and booking.organisation is not None:
        return [booking.organisation]
    if invitation is not None and invitation.organisation is not None:
        return [invitation.organisation]
    return organisations_of(person, timezone.localdate(now))


def _booked(request, form) -> bool:
    try:
        operations.book(
            session=form.cleaned_data["session"], person=request.user, organisation=form.for_organisation,
            by=request.user, now=timezone.now(), short_notice_ok=form.cleaned_data["short_notice"],
        )  # fmt: skip
    except BookingClosed as closed:
        form.add_error("session", str(closed))
        return False
    nudge_letters()
    return True


def form_problems(form) -> list[dict]:
    return [
        {"href": f"#{form[name].auto_id}" if name != "__all__" else "#main", "text": error}
        for name, errors in (form.errors.items() if form.is_bound else ())
        for error in errors
    ]


@require_POST
@login_required
def decline(request, workshop_id):
    workshop, booking, invitation = theirs(request, workshop_id)
    if invitation is None or booking is not None and booking.is_active:
        raise Http404
    operations.decline(invitation=invitation, now=timezone.now())
    messages.success(request, _("Thank you for telling us. We do not ask again. You can still book until it closes."))
    return back(workshop.pk)


# --- Changing it ----------------------------------------------------------------------------------------------------


@SEE_AND_POST
@login_required
def change(request, workshop_id):
    workshop, booking = own_booking(request, workshop_id)
    sessions = [s for s in _bookable(workshop, timezone.now()) if s.pk != booking.session_id]
    if not sessions:
        messages.info(request, _("There is no other session to change to."))
        return back(workshop_id)
    labels = [label_of(session) for session in sessions]
    form = ChangeSessionForm(request.POST or None, sessions=sessions, labels=labels)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_session(booking=booking, to=form.cleaned_data["session"], now=timezone.now())
        except SessionFull:
            form.add_error("session", _("That session has no place for you now. You keep the place that you have."))
        except BookingClosed as closed:
            form.add_error("session", str(closed))
        except NotYours:
            return back(workshop_id)
        else:
            nudge_letters()
            messages.success(request, _("Changed. The entry in your calendar moves with the next e-mail."))
            return back(workshop_id)
    context = {"workshop": workshop, "booking": booking, "form": form, "now_booked": when(booking.session)}
    return render(request, "workshops/change.html", context)


@SEE_AND_POST
@login_required
def cancel(request, workshop_id):
    workshop, booking, _invitation = theirs(request, workshop_id)
    if booking is None:
        raise Http404
    if not booking.is_active:
        return back(workshop_id)
    if request.method == "POST":
        try:
            operations.cancel_booking(booking=booking, how=CancelledBy.PERSON, by=request.user, now=timezone.now())
        except BookingClosed as closed:
            messages.error(request, str(closed))
        else:
            nudge_letters()
            messages.success(
                request, _("Your place is cancelled. The entry in your calendar goes with the next e-mail.")
            )
        return back(workshop_id)
    context = {"workshop": workshop, "booking": booking, "when": when(booking.session)}
    return render(request, "workshops/cancel.html", context)


@require_POST
@login_required
def short_notice(request, workshop_id):
    _workshop, booking = own_booking(request, workshop_id)
    operations.allow_short_notice(booking=booking, allowed="yes" in request.POST, now=timezone.now())
    nudge_letters()
    return back(workshop_id)


@SEE_AND_POST
@login_required
def needs(request, workshop_id):
    workshop, booking = own_booking(request, workshop_id)
    held = Needs.objects.filter(booking=booking).first()
    initial = {"access": held.access, "diet": held.diet, "other": held.other} if held else None
    form = NeedsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.state_needs(booking=booking, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Kept. Only the organisers see it."))
        return back(workshop_id)
    return render(request, "workshops/needs.html", {"workshop": workshop, "form": form, "booking": booking})
