"""The officer's page of one session, and what is done there: invite, remind, cancel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.views.generic import InspectView

from core.officer_pages import officer_page
from core.routes import needs_second_factor, on_post
from distribution.eligibility import reachable
from distribution.enums import Queue
from distribution.models import Audience
from people.requests import PersonRequest
from workshops import operations
from workshops.emails import when
from workshops.enums import Asked, CancelledBy, Reply
from workshops.forms.officer import CancelSessionForm, InviteForm
from workshops.models import Booking, Needs, PassedOver, WorkshopPage, WorkshopSession
from workshops.places import kind_in_words, offers_in, places_in_words
from workshops.queries import KindFigures, feedback_summary, figures_by_kind, reply_counts, total_of
from workshops.tasks import enqueue_emails
from workshops.views.outcomes import cancelled_in_words, promoted_in_words, told_in_words

SHOWN = 20


def session_or_refuse(
    request: PersonRequest, pk: int, *, right: str = "workshops.view_workshopsession"
) -> WorkshopSession:
    if not request.user.has_perm(right):
        raise PermissionDenied
    return get_object_or_404(WorkshopSession.objects.select_related("workshop"), pk=pk)


def _sends(request: HttpRequest) -> bool:
    return request.method == "POST" and "send" in request.POST


class SessionView(InspectView):
    """How one session stands: replies as they come, places by kind, who waits and why, the day."""

    template_name = "workshops/officer/session.html"
    page_title = gettext_lazy("Session")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **_state(self.object), **_people(self.request, self.object)}


def _state(session: WorkshopSession) -> dict[str, Any]:
    now = timezone.now()
    rows = figures_by_kind(session.workshop, now, session=session)
    counts = reply_counts(session.workshop)
    return {
        "session": session,
        "workshop": session.workshop,
        "when": when(session),
        "has_begun": session.has_begun(now),
        "is_over": session.is_over(now),
        "kinds": rows,
        "total": total_of(rows),
        "allocations": [(row, row.holds(session, now), row.runs_out_at(session)) for row in session.allocations.all()],
        "replies": [(reply.label, counts[reply.value], reply.value) for reply in Reply],
        "invited": sum(counts.values()),
        "waiting": session.bookings.waiting().count(),
        "offers": _offers(session, rows, now),
        "reminders": [moment for moment in operations.reminder_moments(session) if moment > now],
    }


def _offers(session: WorkshopSession, rows: Sequence[KindFigures], now: datetime) -> list[tuple[str, str]]:
    """[(kind of organisation, what it can have now)] of each that is invited, booked or has its own places."""
    if operations.why_closed(session, now):
        return []
    kinds = list(dict.fromkeys([*(row.kind for row in rows), *(row.kind for row in session.allocations.all())]))
    found = offers_in([session], kinds, now)[session.pk]
    return [(kind_in_words(kind, start=True), places_in_words(found[kind], _("them"))) for kind in kinds]


def _people(request: PersonRequest, session: WorkshopSession) -> dict[str, Any]:
    queue = list(session.bookings.waiting().select_related("organisation")[: SHOWN + 1])
    passed = PassedOver.objects.filter(booking__session=session).select_related("booking", "promoted")
    user = request.user
    return {
        "queue": queue[:SHOWN],
        "more_wait": len(queue) > SHOWN,
        "passed_over": passed[:SHOWN],
        "may_change": user.has_perm("workshops.change_workshopsession"),
        "may_see_needs": user.has_perm("workshops.view_needs"),
        "needs_stated": Needs.objects.filter(booking__session=session, booking__state="confirmed").count(),
        "may_see_feedback": user.has_perm("workshops.view_feedback"),
        "feedback": feedback_summary(session),
    }


@require_safe
def replies(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The numbers alone, asked for again while the page is open."""
    session = session_or_refuse(request, pk)
    return render(request, "workshops/officer/replies.html", _state(session))


# --- Inviting -------------------------------------------------------------------------------------------------------


@needs_second_factor(fresh=_sends)
def invite(request: PersonRequest, pk: int) -> HttpResponseBase:
    """An audience is chosen, counted and looked at; then asked once more before it is sent."""
    session = session_or_refuse(request, pk, right="workshops.add_invitation")
    workshop = session.workshop
    form = InviteForm(request.POST or None)
    context = {"session": session, "workshop": workshop, "form": form}
    if request.method == "POST" and form.is_valid():
        chosen = {"audience": form.cleaned_data["audience"], "message": form.cleaned_data["message"]}
        if "send" not in request.POST:
            context |= _would_get_it(workshop, chosen["audience"])
        elif _invited(request, workshop, chosen):
            return redirect("sessions:inspect", pk)
    return officer_page(
        request,
        "workshops/officer/invite.html",
        context,
        title=_("Invite an audience"),
        subtitle=workshop.title,
        icon="mail",
    )


def _would_get_it(workshop: WorkshopPage, audience: Audience) -> dict[str, Any]:
    reach = operations.invitation_reach(workshop, audience, timezone.now())
    before = len(reach.left_out.get(Asked.BEFORE, ()))
    return {"reach": reach, "asked_before": before, "cannot": reach.everyone - len(reach.will_get_it) - before}


def _invited(request: PersonRequest, workshop: WorkshopPage, chosen: Any) -> bool:
    try:
        mailing = operations.invite(workshop=workshop, by=request.user, now=timezone.now(), **chosen)
    except operations.NobodyToInvite:
        messages.error(request, _("Everyone in this audience was invited already, or cannot be emailed."))
    except operations.NothingToBook:
        messages.error(
            request,
            _("Publish the workshop, give it a session that is still to come, and leave its booking open, first."),
        )
    else:
        enqueue_emails(Queue.BULK)
        count = mailing.deliveries.count()
        words = ngettext("%(n)s invitation is being sent.", "%(n)s invitations are being sent.", count)
        messages.success(request, words % {"n": count})
        return True
    return False


@needs_second_factor(fresh=on_post)
def remind(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Only the silent; who they are is shown first."""
    session = session_or_refuse(request, pk, right="workshops.add_invitation")
    rows = operations.silent_to_remind(session.workshop, timezone.now())
    if request.method == "POST":
        try:
            count = operations.remind_silent(workshop=session.workshop, by=request.user, now=timezone.now())
        except (operations.NobodyToInvite, operations.NothingToBook):
            messages.info(request, _("There is nobody to remind now."))
        else:
            enqueue_emails(Queue.BULK)
            words = ngettext("%(n)s reminder is being sent.", "%(n)s reminders are being sent.", count)
            messages.success(request, words % {"n": count})
        return redirect("sessions:inspect", pk)
    return officer_page(
        request,
        "workshops/officer/remind.html",
        {"session": session, "rows": rows},
        title=_("Remind the silent"),
        subtitle=session.workshop.title,
        icon="mail",
    )


# --- Cancelling -----------------------------------------------------------------------------------------------------


@needs_second_factor(fresh=on_post)
def cancel(request: PersonRequest, pk: int) -> HttpResponseBase:
    session = session_or_refuse(request, pk, right="workshops.change_workshopsession")
    if session.is_cancelled or session.has_begun(timezone.now()):
        messages.info(request, _("This session has begun, is over, or was cancelled already."))
        return redirect("sessions:inspect", pk)
    form = CancelSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.cancel_session(
            session=session, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
        enqueue_emails()
        rows = session.bookings.filter(cancelled_by=CancelledBy.SESSION).select_related("person__canonical")
        messages.success(request, f"{_('The session is cancelled.')} {told_in_words(rows)}".strip())
        return redirect("sessions:inspect", pk)
    people = [row.principal for row in session.bookings.active().select_related("person__canonical")]
    emailed = len(reachable(people))
    context = {
        "session": session,
        "form": form,
        "when": when(session),
        "affected": len(people),
        "emailed": emailed,
        "cannot": len(people) - emailed,
    }
    return officer_page(
        request,
        "workshops/officer/cancel.html",
        context,
        title=_("Cancel this session"),
        subtitle=session.workshop.title,
        icon="cross",
    )


@require_POST
def cancel_booking(request: PersonRequest, pk: int) -> HttpResponseBase:
    if not request.user.has_perm("workshops.change_booking"):
        raise PermissionDenied
    booking = get_object_or_404(Booking, pk=pk)
    try:
        done = operations.cancel_booking(booking=booking, how=CancelledBy.OFFICER, by=request.user, now=timezone.now())
    except operations.BookingClosed as closed:
        messages.error(request, str(closed))
    else:
        enqueue_emails()
        words = cancelled_in_words(done, emailed=bool(reachable([done.booking.principal])))
        messages.success(request, f"{words} {promoted_in_words(done.promoted)}".strip())
    return redirect("bookings:inspect", pk)


# --- Sheets ---------------------------------------------------------------------------------------------------------
