"""A teacher logs a showing; a school sees all of its own."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from classrooms import operations
from classrooms.access import SchoolRequest, for_schools
from classrooms.audit import OWN_SHOWINGS_DOWNLOADED
from classrooms.forms import ShowingForm
from classrooms.models import Showing
from classrooms.queries import own_showings
from classrooms.views.films import published
from core.dates import in_words
from core.routes import SEE_AND_POST, private, unlogged
from core.sheets import sheet_response
from people.operations import record_audit


@unlogged
@private
@SEE_AND_POST
@for_schools
def log_showing(request: SchoolRequest, page_id: int) -> HttpResponseBase:
    page = published(page_id)
    if not request.schools:
        messages.info(request, _("A showing is logged by the school that showed the film."))
        return redirect("lesson", page.pk)
    form = ShowingForm(request.POST or None, schools=request.schools, initial={"shown_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        facts = ("shown_on", "year_group", "pupils", "went", "wants")
        shown = operations.Shown(**{name: form.cleaned_data[name] for name in facts})
        operations.log_showing(
            key=form.cleaned_data["key"],
            organisation=form.organisation,
            page=page,
            shown=shown,
            by=request.user,
            now=timezone.now(),
        )
        words = _("The showing is logged for %(day)s. Thank you.")
        messages.success(request, words % {"day": in_words(shown.shown_on)})
        return redirect("own_showings")
    return render(request, "schools/log_showing.html", {"page": page, "form": form})


@private
@require_safe
@for_schools
def own(request: SchoolRequest) -> HttpResponseBase:
    schools = [school.organisation for school in request.schools]
    return render(request, "schools/showings.html", {"showings": own_showings(schools), "schools": request.schools})


@private
@require_safe
@for_schools
def download(request: SchoolRequest, kind: str) -> HttpResponseBase:
    """The school's own record as a sheet: all of it, since it is theirs."""
    rows = own_showings([school.organisation for school in request.schools])
    head = [_("School"), _("Date"), _("Film"), _("Year group"), _("Pupils"), _("How it went"), _("Asked for more of")]
    lines = [
        [r.organisation.name, r.shown_on, r.title, r.get_year_group_display(), r.pupils, r.get_went_display(),
         ", ".join(r.wants_in_words)]
        for r in rows
    ]  # fmt: skip
    record_audit(
        action=OWN_SHOWINGS_DOWNLOADED, about=Showing, by=request.user, data={"file_type": kind}, now=timezone.now()
    )
    return sheet_response([head, *lines], file_type=kind, file_name="showings", title=_("Showings"), bold_rows=[1])


@private
@require_POST
@for_schools
def take_back(request: SchoolRequest, showing_id: int) -> HttpResponseBase:
    """Logged by mistake: taken back by who logged it, or by the school's DSL or head."""
    schools = {school.organisation.pk: school for school in request.schools}
    showing = get_object_or_404(Showing, pk=showing_id, organisation__in=schools)
    if showing.logged_by_id == request.user.pk or schools[showing.organisation_id].may_let_in:
        operations.take_back_showing(showing=showing)
        messages.success(request, _("The showing is taken back."))
    else:
        messages.info(request, _("Only who logged it, or your DSL or head, can take it back."))
    return redirect("own_showings")
