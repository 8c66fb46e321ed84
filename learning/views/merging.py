"""The officer's pages where two records of one person are found, compared, joined and parted again."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.officer_pages import officer_page
from core.routes import SEE_AND_POST
from learning.models import Enrolment
from people import operations
from people.duplicates import Likeness, attach_seats, count_afresh, counts, filled, groups, likeness_of
from people.models import DifferentPeople, Merge, Person
from people.personal_record import PersonRecord, personal_record_of
from people.queries import people_called
from people.requests import PersonRequest

PAGE = 25
FOUND = 30
RIGHT = "people.change_person"


@dataclass
class Record:
    """One side of the comparison."""

    person: Person
    held: PersonRecord
    enrolments: list[Enrolment]

    @property
    def done(self) -> int:
        return sum(enrolment.completion_id is not None for enrolment in self.enrolments)


def _allowed(request: PersonRequest) -> None:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied


def _search(request: PersonRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()


@require_safe
def duplicates(request: PersonRequest) -> HttpResponseBase:
    """Groups of people who look alike, the likeliest kind first."""
    _allowed(request)
    asked = request.GET.get("kind", "")
    likeness = Likeness(asked) if asked in Likeness.values else Likeness.BOARD
    search = _search(request)
    # Counting the groups costs as much as finding them, so they are found once: names and keys only.
    page = Paginator(list(groups(likeness, search=search)), PAGE).get_page(request.GET.get("p"))
    numbers = counts()
    context = {
        "kinds": [(kind, kind.label, numbers[kind.value]) for kind in Likeness],
        "likeness": likeness,
        "q": search,
        "page": page,
        "groups": filled(likeness, list(page.object_list)),
    }
    return officer_page(
        request, "learning/officer/duplicates.html", context, title=_("Possible duplicates"), icon="copy"
    )


@require_safe
def find_double(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Somebody's other record, looked for by name or address."""
    _allowed(request)
    person = get_object_or_404(Person.objects.known(), pk=pk)
    search = _search(request)
    found = list(people_called(search or person.full_name).exclude(pk=pk)[:FOUND])
    attach_seats(found)
    return officer_page(
        request,
        "learning/officer/find_double.html",
        {"person": person, "q": search, "found": found, "most": FOUND},
        title=_("Join with another record"),
        subtitle=person,
        icon="copy",
    )


@SEE_AND_POST
def compare_people(request: PersonRequest, one: int, other: int) -> HttpResponseBase:
    """Both records side by side, what joining them would do, and the buttons that do it."""
    _allowed(request)
    people = Person.objects.known().in_bulk([one, other])
    if len(people) < 2:
        messages.info(request, _("One of these records is joined to another already."))
        return redirect("duplicates")
    if request.method == "POST":
        return _decide(request, people, one, other)
    keep, alias = people[one], people[other]
    attach_seats(people.values())
    context = {
        "records": [_record(keep), _record(alias)],
        "keep": keep,
        "alias": alias,
        "likeness": likeness_of(keep, alias),
        "told_apart": DifferentPeople.objects.filter(first=min(one, other), second=max(one, other)).first(),
    }
    return officer_page(
        request,
        "learning/officer/compare_people.html",
        context,
        title=_("Is this one person?"),
        subtitle=keep,
        icon="copy",
    )


def _record(person: Person) -> Record:
    enrolments = Enrolment.objects.filter(person__in=Person.objects.with_aliases(person))
    rows = enrolments.select_related("briefing__module", "completion").order_by("pk")
    return Record(person, personal_record_of(person), list(rows))


def _decide(request: PersonRequest, people: dict[int, Person], one: int, other: int) -> HttpResponseBase:
    now, keep, alias = timezone.now(), people[one], people[other]
    try:
        if request.POST.get("decision") == "join":
            operations.merge_people(keep=keep, alias=alias, by=request.user, now=now)
            messages.success(request, _("They are one person now. You can part them again under “Joined records”."))
            answer = redirect(reverse("people:inspect", args=[keep.pk]))
        elif request.POST.get("decision") == "apart":
            operations.tell_apart(one=keep, other=alias, by=request.user, now=now)
            messages.success(request, _("Noted: two different people. They are not offered again."))
            answer = redirect("duplicates")
        else:
            return redirect("compare_people", one, other)
    except operations.CannotMerge as error:
        messages.error(request, str(error))
        return redirect("compare_people", one, other)
    count_afresh()
    return answer


@require_safe
def merged_records(request: PersonRequest) -> HttpResponseBase:
    """What was joined, by whom and when."""
    _allowed(request)
    rows = Merge.objects.filter(unmerged_at=None).select_related("keep", "alias", "by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return officer_page(
        request, "learning/officer/merged_records.html", {"page": page}, title=_("Joined records"), icon="copy"
    )


@SEE_AND_POST
def unmerge_record(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Undo one join, after a look at what that does."""
    _allowed(request)
    row = get_object_or_404(Merge.objects.filter(unmerged_at=None).select_related("keep", "alias", "by"), pk=pk)
    if request.method != "POST":
        attach_seats([row.alias])
        own = Enrolment.objects.filter(person=row.alias).select_related("briefing__module", "completion")
        address_goes_back = bool(row.moved_address) and row.keep.email == row.moved_address
        return officer_page(
            request,
            "learning/officer/unmerge_record.html",
            {"row": row, "enrolments": own, "address_goes_back": address_goes_back},
            title=_("Part again"),
            subtitle=row.keep,
            icon="copy",
        )
    try:
        operations.unmerge_people(alias=row.alias, by=request.user, now=timezone.now())
    except operations.CannotMerge as error:
        messages.error(request, str(error))
    else:
        count_afresh()
        messages.success(request, _("They are two records again."))
    return redirect("merged_records")
