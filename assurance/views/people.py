"""One person, whole: history, their data to take along, erasure."""

import io
import zipfile

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from assurance import operations
from assurance.audit import PERSONAL_DATA_EXPORTED
from assurance.histories import headings, history_of
from assurance.models import Erasure
from assurance.personal_data import as_json, data_of, for_reading
from core.officer_pages import officer_page
from core.routes import always, needs_second_factor, on_post
from people.models import Person
from people.operations import record_audit
from people.personal_record import personal_record_of
from people.requests import PersonRequest


def _person(request: PersonRequest, pk: int, right: str) -> Person:
    if not request.user.has_perm(right):
        raise PermissionDenied
    found = get_object_or_404(Person.objects.select_related("canonical"), pk=pk)
    return found.canonical


@require_safe
def history(request: PersonRequest, pk: int) -> HttpResponseBase:
    person = _person(request, pk, "people.view_person")
    _record, events = history_of(person)
    wanted, kinds = request.GET.get("what", ""), headings()
    context = {
        "person": person,
        "events": [(event, kinds[event.what]) for event in events if wanted in ("", event.what)],
        "kinds": kinds.items(),
        "wanted": wanted,
        "erasure": Erasure.objects.filter(person=person).first(),
        "may_export": request.user.has_perm("assurance.export_person"),
        "may_erase": request.user.has_perm("assurance.erase_person"),
    }
    return officer_page(
        request, "assurance/officer/history.html", context, title=_("Whole history"), subtitle=person, icon="history"
    )


@needs_second_factor(fresh=always)
@require_GET
def give_data(request: PersonRequest, pk: int) -> HttpResponseBase:
    """UK GDPR Article 15: everything, as a page to read and as JSON, in one ZIP file."""
    person = _person(request, pk, "assurance.export_person")
    now = timezone.now()
    data = data_of(person)
    words = {"person": person, "tables": for_reading(data), "now": now}
    page = render_to_string("assurance/officer/your_data.html", words, request=request)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("your-data.html", page)
        archive.writestr("your-data.json", as_json(data))
    record_audit(action=PERSONAL_DATA_EXPORTED, about=person, by=request.user, now=now)
    response = HttpResponse(file.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="data-of-person-{person.pk}.zip"'
    return response


@needs_second_factor(fresh=on_post)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Asks first, says what stays, and cannot be undone."""
    person = _person(request, pk, "assurance.erase_person")
    if request.method == "POST":
        if request.POST.get("sure") != "yes":
            messages.error(request, _("Tick the box to say that it is meant. Nothing was erased."))
            return redirect("person_erase", person.pk)
        try:
            operations.erase_person(person=person, by=request.user, now=timezone.now())
        except operations.CannotErase as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The record is empty. All counts, and the evidence, are as they were."))
        return redirect("person_history", person.pk)
    context = {"person": person, "record": personal_record_of(person)}
    return officer_page(
        request, "assurance/officer/erase.html", context, title=_("Erase a person"), subtitle=person, icon="bin"
    )
