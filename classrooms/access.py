"""Who may see the films, and who may let others in. What is asked of the directory is what stands in it today."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.routes import form_on, needs_code
from governing_boards.access import appointments_of
from people.enums import SAFEGUARDING_LEADS, SCHOOL_STAFF_ROLES, OrganisationKind, Role
from people.models import Appointment, Organisation, Person
from people.requests import PersonRequest

SCHOOLS = (
    OrganisationKind.MAINTAINED_SCHOOL, OrganisationKind.ACADEMY, OrganisationKind.SPECIAL_SCHOOL,
    OrganisationKind.INDEPENDENT_SCHOOL, OrganisationKind.COLLEGE, OrganisationKind.OTHER_SCHOOL,
)  # fmt: skip
NAMERS = {*SAFEGUARDING_LEADS, Role.GOVERNANCE_PROFESSIONAL}  # may name the teachers of their school


@dataclass(frozen=True)
class School:
    organisation: Organisation
    roles: frozenset[str]

    @property
    def may_let_in(self) -> bool:
        return bool(self.roles.intersection(SAFEGUARDING_LEADS))

    @property
    def may_name(self) -> bool:
        return bool(NAMERS & self.roles)

    @property
    def is_staff_of(self) -> bool:
        return bool(set(SCHOOL_STAFF_ROLES) & self.roles)


class SchoolRequest(PersonRequest):
    """What `for_schools` lets through."""

    schools: list[School]  # where they teach; an officer's are none


def schools_of(person: Person, on: date) -> list[School]:
    """The schools that a person teaches at, leads or keeps the board of, by name. 1 query."""
    rows = appointments_of(person, on).filter(
        role__in=[*SCHOOL_STAFF_ROLES, Role.GOVERNANCE_PROFESSIONAL], organisation__kind__in=SCHOOLS
    )
    found: dict[int, tuple[Organisation, set[str]]] = {}
    for row in rows.select_related("organisation"):
        found.setdefault(row.organisation_id, (row.organisation, set()))[1].add(row.role)
    schools = [School(organisation, frozenset(roles)) for organisation, roles in found.values()]
    return sorted(schools, key=lambda school: (school.organisation.name.casefold(), school.organisation.pk))


def teaching_schools(person: Person, on: date) -> list[School]:
    return [school for school in schools_of(person, on) if school.is_staff_of]


def is_officer(request: PersonRequest) -> bool:
    """Staff of the council, past the same door as the admin."""
    return request.user.has_perm("cms.view_film") and request.sign_in.has_second_factor


def staff_of(organisation: Organisation, on: date) -> list[Appointment]:
    """Who may see the films at a school, DSL and head first. 1 query."""
    rows = Appointment.objects.current(on).filter(organisation=organisation, role__in=SCHOOL_STAFF_ROLES)
    order = {Role.DSL: 0, Role.HEADTEACHER: 1, Role.TEACHER: 2}
    rows = rows.select_related("person__canonical")
    return sorted(
        rows, key=lambda row: (order[Role(row.role)], row.person.family_name.casefold(), row.person.given_name)
    )


def leads_of(organisation: Organisation, on: date, roles: Iterable[str] = (Role.DSL,)) -> list[Person]:
    """The DSLs of a school, each once. 1 query."""
    rows = Appointment.objects.current(on).filter(organisation=organisation, role__in=roles)
    people = [row.person.canonical for row in rows.select_related("person__canonical")]
    return list({person.pk: person for person in people}.values())


# --- Doors ----------------------------------------------------------------------------------------------------------


def for_schools(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For teachers, DSLs, heads and officers. The view finds their schools at `request.schools`; an officer's are none.

    Not signed in: to the sign-in page. Signed in and of no school: to the page where one asks.
    """

    @wraps(view)
    def guarded(request: SchoolRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_request_login_code')}?next={request.path}")
        request.schools = teaching_schools(request.user, timezone.localdate())
        if not request.schools and not is_officer(request):
            return redirect("school_way_in")
        return view(request, *args, **kwargs)

    return guarded


def for_those_who_name(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For the head, the DSL and the clerk of a school, or an officer; anybody else gets 404, and so does a guess."""

    @form_on(lambda kwargs: reverse("school_staff", args=[kwargs["organisation_id"]]))
    @needs_code
    @wraps(view)
    def guarded(request: PersonRequest, organisation_id: int, **kwargs: Any) -> HttpResponseBase:
        found = [s for s in schools_of(request.user, timezone.localdate()) if s.organisation.pk == organisation_id]
        if found and found[0].may_name:
            return view(request, found[0], **kwargs)
        if request.user.has_perm("classrooms.change_accessrequest") and request.sign_in.has_second_factor:
            organisation = Organisation.objects.filter(pk=organisation_id, kind__in=SCHOOLS).first()
            if organisation:
                return view(request, School(organisation, frozenset({Role.DSL})), **kwargs)
        raise Http404

    return guarded
