"""A teacher's pages: the library, a lesson, the film's files, classroom mode, the pack."""

from collections.abc import Callable
from datetime import timedelta

from csp.decorators import csp_update
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from classrooms import operations
from classrooms.access import SchoolRequest, for_schools
from classrooms.forms import LibraryForm, TellDslForm
from classrooms.models import ParentLink
from classrooms.queries import fetched_before, library, newest_pack, own_showings, pack_is_coming
from cms.enums import SupportAudience
from cms.file_responses import serve_part, serve_stored
from cms.models import AwarenessPage
from cms.pack_building import file_name
from cms.queries import contacts_on_paper, support_contacts
from core.dates import in_words
from core.routes import SEE_AND_POST, private, unlogged
from distribution.enums import Queue
from distribution.mail_limits import TooMuchMail
from distribution.tasks import enqueue

USUAL_YEAR = {"ks1": "2", "ks2": "5", "ks3": "8", "ks4": "10", "ks5": "12"}


@unlogged
@private
@require_safe
@for_schools
def films(request: SchoolRequest) -> HttpResponseBase:
    form = LibraryForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    found = list(
        library(key_stage=wanted.get("age", ""), theme=wanted.get("theme", ""), length=wanted.get("length", ""))
    )
    context = {"form": form, "films": found, "filtered": any(wanted.values()), "schools": request.schools}
    return render(request, "schools/films.html", context)


def published(page_id: int) -> AwarenessPage:
    return get_object_or_404(AwarenessPage.objects.live().select_related("film"), pk=page_id)


@unlogged
@private
@SEE_AND_POST
@for_schools
def lesson(request: SchoolRequest, page_id: int) -> HttpResponseBase:
    """All about one film, the safety of the pupils first; the form tells the DSL."""
    page = published(page_id)
    form = _dsl_form(request, page)
    if request.method == "POST" and form is not None and form.is_valid() and _tell(request, page, form):
        return redirect("lesson", page.pk)
    pack = newest_pack(page)
    context = {
        "page": page,
        "film": page.film,
        "form": form,
        "versions": versions(page),
        "contacts": support_contacts(SupportAudience.PUPILS, timezone.now()),
        "pack": pack,
        "pack_is_coming": pack is None and pack_is_coming(page),
        "pack_before": fetched_before(page, request.user),
        "parent_links": ParentLink.objects.filter(
            page=page, organisation__in=[s.organisation for s in request.schools], ends_at__gt=timezone.now()
        ).select_related("organisation"),
        "schools": request.schools,
        "is_post": request.method == "POST",
    }
    return render(request, "schools/lesson.html", context)


def _dsl_form(request: SchoolRequest, page: AwarenessPage) -> TellDslForm | None:
    """Filled in, so that one click will do: tomorrow, and the year that this teacher showed a film to last."""
    if not request.schools:
        return None
    tomorrow = timezone.localdate() + timedelta(days=1)
    latest = own_showings([s.organisation for s in request.schools]).filter(logged_by=request.user).first()
    initial = {
        "planned_on": tomorrow,
        "year_group": latest.year_group if latest else USUAL_YEAR[page.key_stage],
    }
    return TellDslForm(request.POST or None, schools=request.schools, initial=initial)


def _tell(request: SchoolRequest, page: AwarenessPage, form: TellDslForm) -> bool:
    try:
        notice = operations.tell_dsl(
            organisation=form.organisation,
            page=page,
            planned_on=form.cleaned_data["planned_on"],
            year_group=form.cleaned_data["year_group"],
            by=request.user,
            now=timezone.now(),
        )
    except TooMuchMail as refused:
        form.add_error(None, str(refused))
        return False
    except operations.NobodyToTell:
        form.add_error(
            None,
            _("We know no DSL of your school whom we can email. Tell them yourself, and ask them to join here."),
        )
        return False
    transaction.on_commit(lambda: enqueue(Queue.BULK))
    words = ngettext(
        "Your DSL gets a message: you show it on %(day)s.",
        "Your %(n)s DSLs get a message: you show it on %(day)s.",
        notice.told,
    )
    messages.success(request, words % {"n": notice.told, "day": in_words(notice.planned_on)})
    return True


def versions(page: AwarenessPage, *, of: Callable[[str], str] | None = None) -> list[tuple[str, str]]:
    """(address, label) of each film that there is to choose from."""
    of = of or (lambda part: reverse("lesson_file", args=[page.pk, part]))
    film = page.film
    assert film is not None, "a published film page has its film"
    parts = [
        ("film.mp4", film.file, _("The film")),
        ("small.mp4", film.small, _("The film, small, for slow Wi-Fi")),
        ("described.mp4", film.described, _("With audio description")),
        ("signed.mp4", film.signed, _("In British Sign Language")),
    ]
    return [(of(part), label) for part, stored, label in parts if stored]


@unlogged
@private
@require_safe
@for_schools
def lesson_file(request: SchoolRequest, page_id: int, part: str) -> HttpResponseBase:
    film = published(page_id).film
    if film is None:
        raise Http404
    return serve_part(request, film, part)


@unlogged
@private
@require_safe
@for_schools
# The film is fetched whole, so that it plays on without a network.
@csp_update({"media-src": ["blob:"]})  # type: ignore[arg-type]  # its type takes views without arguments alone
def classroom(request: SchoolRequest, page_id: int) -> HttpResponseBase:
    page = published(page_id)
    context = {
        "page": page,
        "film": page.film,
        "versions": versions(page),
        "captions_url": reverse("lesson_file", args=[page.pk, "captions.vtt"]),
        "poster": reverse("lesson_file", args=[page.pk, "poster.jpg"]),
        "contacts": contacts_on_paper(SupportAudience.PUPILS),
        "log_url": reverse("log_showing", args=[page.pk]) if request.schools else "",
        "back_url": reverse("lesson", args=[page.pk]),
    }
    return render(request, "schools/classroom.html", context)


@unlogged
@private
@require_safe
@for_schools
def pack(request: SchoolRequest, page_id: int, version: int) -> HttpResponseBase:
    """The ZIP, in one piece or resumed. Whoever fetches it is told if it is withdrawn."""
    page = published(page_id)
    found = page.packs.ready().filter(version=version).first()
    if found is None:
        messages.info(request, _("This version of the pack is not used any more. Here is the film as it is now."))
        return redirect("lesson", page.pk)
    if request.method == "GET":
        operations.note_fetched(pack=found, person=request.user, now=timezone.now())
    return serve_stored(request, found.file, "application/zip", name=file_name(found))


@unlogged
@private
@require_POST
@for_schools
def make_parent_link(request: SchoolRequest, page_id: int) -> HttpResponseBase:
    page = published(page_id)
    school = next(
        (s.organisation for s in request.schools if str(s.organisation.pk) == request.POST.get("school")), None
    )
    if school is None:
        raise Http404
    operations.make_parent_link(organisation=school, page=page, by=request.user, now=timezone.now())
    messages.success(request, _("This is the link for parents. It works for a term."))
    return redirect(f"{reverse('lesson', args=[page.pk])}#parents")


@unlogged
@private
@require_POST
@for_schools
def end_parent_link(request: SchoolRequest, page_id: int, link_id: int) -> HttpResponseBase:
    own = [s.organisation for s in request.schools]
    link = get_object_or_404(ParentLink, pk=link_id, page_id=page_id, organisation__in=own)
    operations.end_parent_link(link=link, now=timezone.now())
    messages.success(request, _("The link for parents does not work any more."))
    return redirect(f"{reverse('lesson', args=[page_id])}#parents")
