"""A learner's own pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.models import ModulePage
from core.pdf import PdfUnavailable
from core.routes import private, tokened
from core.texts import Text
from learning.certificates import certificate_pdf, normal_code
from learning.enums import EnrolmentState
from learning.models import Certificate, Enrolment
from learning.queries import enrolments_of, organisations_credited
from people.models import Person
from people.requests import PersonRequest


@never_cache
def being_updated(request: PersonRequest, module: ModulePage, enrolment: Enrolment) -> HttpResponseBase:
    """Instead of a module that is not published, to somebody who was asked to do it: what is true, and nothing to do.

    200 and not 503: it is this reader's answer and no fault, and a proxy may put its own page in place of a 503.
    """
    context = {"module": module, "enrolment": _row(enrolment)}
    return render(request, "learning/being_updated.html", context)


@private
@require_safe
@login_required
def my_briefings(request: PersonRequest) -> HttpResponseBase:
    rows = [_row(enrolment) for enrolment in enrolments_of(request.user)]
    return render(request, "learning/my_briefings.html", {"enrolments": rows})


def _row(enrolment: Enrolment) -> dict[str, Any]:
    module = enrolment.briefing.module
    done = {record.step_key for record in enrolment.step_records.all()}
    following = next((step for step in module.step_list if step.key not in done), None)
    certificate = getattr(enrolment.completion, "certificate", None)
    return {
        "module_title": module.title,
        "module_url": module.get_url() if module.can_be_opened else "",
        "organisations": organisations_credited(enrolment),
        "due_on": enrolment.to_be_done_by,
        "state": enrolment.state.value,
        "state_label": _state_label(enrolment, certificate),
        "done_count": sum(step.key in done for step in module.step_list),
        "step_count": len(module.step_list),
        "completed_on": enrolment.completion.completed_at if enrolment.completion else None,
        "certificate_url": reverse("certificate", args=[certificate.code]) if certificate else "",
        "resume_url": following.url if following and enrolment.started_at else module.get_url(),
    }


def _state_label(enrolment: Enrolment, certificate: Certificate | None) -> Text:
    if certificate and certificate.revoked_at:
        return _("Completed, certificate withdrawn")
    return EnrolmentState(enrolment.state).label


def _own_certificate(request: PersonRequest, code: str) -> Certificate:
    records = Person.objects.with_aliases(request.user)
    return get_object_or_404(
        Certificate.objects.select_related("completion"), code=normal_code(code), person__in=records
    )


def _context(certificate: Certificate) -> dict[str, Any]:
    completion = certificate.completion
    return {
        "certificate": {
            "code_display": certificate.code_display,
            "name": certificate.name,
            "module_title": completion.module_title,
            "completed_on": completion.completed_at,
            "credited_to": sorted({credit["organisation"] for credit in completion.credits}),
            "pdf_url": reverse("certificate_pdf", args=[certificate.code]),
            "check_url": reverse("checked_certificate", args=[certificate.code]),
            "check_address": f"{settings.PUBLIC_HOST}/check",
            "revoked": certificate.revoked_at is not None,
        }
    }


@tokened
@require_safe
@login_required
def certificate(request: PersonRequest, code: str) -> HttpResponseBase:
    return render(request, "learning/certificate.html", _context(_own_certificate(request, code)))


@tokened
@require_safe
@login_required
def certificate_pdf_file(request: PersonRequest, code: str) -> HttpResponseBase:
    found = _own_certificate(request, code)
    if found.revoked_at is not None:
        raise Http404
    try:
        pdf = certificate_pdf(request, _context(found))
    except PdfUnavailable:
        return render(request, "learning/certificate.html", {**_context(found), "pdf_unavailable": True}, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.code_display}.pdf"'
    return response
