"""Anyone checks a certificate: name, module and date, and nothing else."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.routes import tokened
from learning.certificates import normal_code
from learning.forms import CheckCertificateForm
from learning.models import Certificate
from people.requests import PersonRequest


@tokened
@require_safe
def check_certificate(request: PersonRequest) -> HttpResponseBase:
    form = CheckCertificateForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("checked_certificate", code=form.cleaned_data["code"])
    return render(request, "learning/check_certificate.html", {"form": form, "result": None})


@tokened
@require_safe
def checked_certificate(request: PersonRequest, code: str) -> HttpResponseBase:
    found = Certificate.objects.filter(code=normal_code(code)).select_related("completion").first()
    result = {"found": found is not None, "code": code}
    if found:
        result |= {
            "revoked": found.revoked_at is not None,
            "name": found.name,
            "module_title": found.completion.module_title,
            "completed_on": found.completion.completed_at,
        }
    form = CheckCertificateForm(initial={"code": code})
    return render(
        request, "learning/check_certificate.html", {"form": form, "result": result}, status=200 if found else 404
    )
