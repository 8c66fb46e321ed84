"""How somebody of a school gets in, and how the school lets them in or names them."""

from collections.abc import Collection
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import codes
from accounts.limits import TooMany, count_one, network_of
from classrooms import operations
from classrooms.access import School, for_those_who_name, schools_of, staff_of, teaching_schools
from classrooms.forms import EndPlaceForm, NameStaffForm, WayInForm
from classrooms.models import AccessRequest
from classrooms.queries import waiting_requests
from core.dates import in_words
from core.routes import SEE_AND_POST, private
from core.texts import Text
from distribution.eligibility import reachable
from distribution.enums import Queue
from distribution.mail_limits import TooMuchMail, count_stranger
from distribution.tasks import enqueue
from people.enums import Role, Source
from people.models import Person
from people.operations import AddressTaken, EndsBeforeItStarts, Joiner, NamesakeOnBoard
from people.requests import PersonRequest


def post_soon() -> None:
    transaction.on_commit(lambda: enqueue(Queue.BULK))


@private
@SEE_AND_POST
def way_in(request: PersonRequest) -> HttpResponseBase:
    """Ask to be let in. Coming back here signed in, by the code that was sent, proves the address."""
    person = request.user if request.user.is_authenticated else None
    known = person is not None and bool(person.email) and request.sign_in.is_more_than_a_link
    form = WayInForm(request.POST or None, person=person if known else None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, form, known)
    if known and operations.prove_requests(person=person, now=timezone.now()):
        post_soon()
    context = {
        "form": form,
        "known": known,
        "requests": AccessRequest.objects.filter(person=person).select_related("organisation") if person else (),
        "schools": teaching_schools(person, timezone.localdate()) if person else (),
    }
    return render(request, "schools/way_in.html", context)


def _ask(request: PersonRequest, form: forms.Form, known: bool) -> HttpResponseBase:
    given = form.cleaned_data
    if not known:
        try:  # before anything is looked up or written: the same for known and unknown addresses
            count_one(request, given["address"])
            count_stranger(network=network_of(request), now=timezone.now())
        except (TooMany, TooMuchMail) as refused:
            form.add_error("address", str(refused))
            return render(request, "schools/way_in.html", {"form": form}, status=429)
    names = {name: given.get(name) or getattr(request.user, name) for name in ("given_name", "family_name")}
    asked = operations.ask_for_access(
        organisation=given["school"],
        address=(request.user.email or "") if known else given["address"],
        role=Role(given["role"]),
        now=timezone.now(),
        **names,
    )
    if known:
        return redirect("school_way_in")
    if request.user.is_authenticated:
        logout(request)  # let in by a link: a code can be typed only from outside
    # A record that was closed gets no code, and nobody learns here that it was.
    codes.begin(request, address=given["address"], person=asked.person if asked.person.is_active else None)
    back_to = urlencode({"next": reverse("school_way_in")})
    return redirect(f"{reverse('account_confirm_login_code')}?{back_to}")


# --- The school's side ----------------------------------------------------------------------------------------------


@private
@require_safe
def my_schools(request: PersonRequest) -> HttpResponseBase:
    """Where a clerk, a head or a DSL finds the schools whose staff they may name."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_request_login_code')}?next={request.path}")
    schools = [school for school in schools_of(request.user, timezone.localdate()) if school.may_name]
    if not schools:
        raise Http404
    if len(schools) == 1:
        return redirect("school_staff", schools[0].organisation.pk)
    return render(request, "schools/my_schools.html", {"schools": schools})


@require_safe
@for_those_who_name
def staff(request: PersonRequest, school: School) -> HttpResponseBase:
    context = {
        "school": school,
        "organisation": school.organisation,
        "places": staff_of(school.organisation, timezone.localdate()),
        "requests": waiting_requests(school.organisation) if school.may_let_in else (),
    }
    return render(request, "schools/staff.html", context)


@SEE_AND_POST
@for_those_who_name
def name_staff(request: PersonRequest, school: School) -> HttpResponseBase:
    form = NameStaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data.pop("role"))
        try:
            place = operations.name_staff(
                organisation=school.organisation,
                role=role,
                joiner=Joiner(**form.cleaned_data),
                by=request.user,
                source=source_of(school),
                now=timezone.now(),
            )
        except TooMuchMail as refused:
            form.add_error("address", str(refused))
        except AddressTaken:
            form.add_error("address", _("This address cannot be used here. Use another, or ask the council."))
        except NamesakeOnBoard as there:
            words = _("%(names)s is known at this school already. Is it somebody else? Then say so here.")
            form.add_error("somebody_else", words % {"names": ", ".join(there.names)})
        else:
            post_soon()
            _say(request, _("%(name)s can see the films now."), place.person)
            return redirect("school_staff", school.organisation.pk)
    hidden = set() if form.errors.get("somebody_else") else {"somebody_else"}
    return _form_page(request, school, form, _("Name somebody of your school"), _("Let them in"), hidden)


def _say(request: PersonRequest, words: str, person: Person, *, name: str = "") -> None:
    """What was done, and whether an email tells them."""
    emailed = reachable([person])
    telling = _("An email to them is on its way.") if emailed else _("We can’t email them, so tell them yourself.")
    messages.success(request, f"{words % {'name': name or person}} {telling}")


@SEE_AND_POST
@for_those_who_name
def end_place(request: PersonRequest, school: School, appointment_id: int) -> HttpResponseBase:
    today = timezone.localdate()
    places = [p for p in staff_of(school.organisation, today) if p.pk == appointment_id and p.role != Role.HEADTEACHER]
    if not places:
        raise Http404
    form = EndPlaceForm(request.POST or None, initial={"ends_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_place(
                place=places[0],
                ends_on=form.cleaned_data["ends_on"],
                by=request.user,
                source=source_of(school),
                now=timezone.now(),
            )
        except EndsBeforeItStarts:
            form.add_error("ends_on", _("They came later than that. Check the date."))
        else:
            words = _("Last day: %(day)s. What they logged stays.")
            messages.success(request, words % {"day": in_words(form.cleaned_data["ends_on"])})
            return redirect("school_staff", school.organisation.pk)
    who = places[0].person.canonical
    heading = _("Last day: %(name)s") % {"name": who}
    return _form_page(request, school, form, heading, _("Note the last day"))


def source_of(school: School) -> Source:
    return Source.CLERK if Role.GOVERNANCE_PROFESSIONAL in school.roles else Source.OFFICER


def _form_page(
    request: PersonRequest,
    school: School,
    form: forms.Form,
    heading: Text,
    button: Text,
    hidden: Collection[str] = frozenset(),
) -> HttpResponseBase:
    context = {
        "organisation": school.organisation,
        "form": form,
        "heading": heading,
        "button": button,
        "hidden": hidden,
        "back_url": reverse("school_staff", args=[school.organisation.pk]),
    }
    return render(request, "governing_boards/form.html", context)


@require_POST
@for_those_who_name
def decide(request: PersonRequest, school: School, request_id: int) -> HttpResponseBase:
    """Let in, or say no: the DSL or the head of the school, or an officer."""
    if not school.may_let_in:
        raise Http404
    asked = get_object_or_404(AccessRequest, pk=request_id, organisation=school.organisation)
    try:
        if request.POST.get("answer") == "yes":
            operations.let_in(request=asked, by=request.user, source=source_of(school), now=timezone.now())
            _say(request, _("%(name)s can see the films now."), asked.person, name=asked.name)
        else:
            operations.refuse(request=asked, by=request.user, now=timezone.now())
            _say(request, _("%(name)s was not let in."), asked.person, name=asked.name)
    except operations.AlreadyDecided:
        messages.info(request, _("Somebody has answered already."))
    post_soon()
    return redirect("school_staff", school.organisation.pk)
