"""What goes with a place: its picture to scan, its calendar file, and saying how it was."""

import io

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.routes import private
from people.requests import PersonRequest
from workshops import operations
from workshops.calendars import Method
from workshops.emails import entry, organizer
from workshops.forms.public import FeedbackForm
from workshops.models import Attendance
from workshops.views.mine import form_problems, own_booking, theirs


@private
@require_safe
@login_required
def picture(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    """The code as a QR picture: whoever stands at the door scans it from the phone's screen."""
    _workshop, booking = own_booking(request, workshop_id)
    out = io.BytesIO()
    address = f"{settings.PUBLIC_URL}/door/code/{booking.code}/"
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=8, border=3, xmldecl=False, svgns=True)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@private
@require_safe
@login_required
def calendar(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    """The same entry that the e-mail brought, to take by hand."""
    _workshop, booking = own_booking(request, workshop_id)
    if not booking.is_confirmed:
        raise Http404
    content = entry(booking, booking.session, by=organizer(), method=Method.PUBLISH, now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="workshop.ics"'
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def feedback(request: PersonRequest, workshop_id: int) -> HttpResponseBase:
    workshop, booking, _invitation = theirs(request, workshop_id)
    if booking is None or not Attendance.objects.filter(booking=booking).exists():
        raise Http404
    if not booking.session.is_over(timezone.now()):
        raise Http404
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.give_feedback(booking=booking, now=timezone.now(), **form.cleaned_data)
        return redirect("workshop_feedback", workshop_id)
    booking.refresh_from_db()
    context = {
        "workshop": workshop,
        "form": form,
        "given": booking.feedback_given,
        "errors": form_problems(form) if request.method == "POST" else [],
    }
    return render(request, "workshops/feedback.html", context)
