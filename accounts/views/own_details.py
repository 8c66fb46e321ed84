"""What is held about the person who looks: they see it, put it right, object, and say "this is no longer me"."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms import LeftForm
from core.dates import in_words
from core.routes import SEE_AND_POST, private
from people import operations
from people.enums import AddressRemoved, Source
from people.forms import NAME_PARTS, NameForm
from people.personal_record import own_appointment, personal_record_of
from people.queries import has_enrolled_second_factor
from people.requests import PersonRequest


@private
@require_safe
@login_required
def my_details(request: PersonRequest) -> HttpResponseBase:
    return render(
        request,
        "accounts/my_details.html",
        {"held": personal_record_of(request.user), "has_passkey": has_enrolled_second_factor(request.user)},
    )


@private
@SEE_AND_POST
@login_required
def my_name(request: PersonRequest) -> HttpResponseBase:
    person = request.user
    initial = {name: getattr(person, name) for name in NAME_PARTS}
    form = NameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.correct_name(person=person, by=person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("We’ve changed your name."))
        return redirect("my_details")
    return render(request, "accounts/my_name.html", {"form": form})


@private
@SEE_AND_POST
@login_required
def my_messages(request: PersonRequest) -> HttpResponseBase:
    """UK GDPR, Article 21: object to messages, or take that back."""
    if request.method != "POST":
        return render(request, "accounts/my_messages.html")
    if request.POST.get("answer") == "stop":
        operations.object_to_messages(person=request.user, by=request.user, now=timezone.now())
        messages.success(request, _("We do not write to you any more. You still get a code when you ask for one."))
    elif request.POST.get("answer") == "write":
        operations.withdraw_objection(person=request.user, by=request.user, now=timezone.now())
        messages.success(request, _("We write to you again."))
    return redirect("my_details")


@private
@SEE_AND_POST
@login_required
def i_have_left(request: PersonRequest, pk: int) -> HttpResponseBase:
    appointment = own_appointment(request.user, pk)
    if appointment is None:
        raise Http404
    form = LeftForm(
        request.POST or None,
        starts_on=appointment.starts_on,
        no_later_than=appointment.ends_on,
        initial={"ends_on": appointment.ends_on},
    )
    if request.method == "POST" and form.is_valid():
        operations.end_appointment(
            appointment=appointment,
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            source=Source.SELF,
            now=timezone.now(),
        )
        request.user.refresh_from_db()
        if not request.user.post_address:  # it was the mailbox of that post
            logout(request)
            return redirect("address_taken_off")
        messages.success(
            request,
            _("Your last day at %(name)s: %(day)s.")
            % {"name": appointment.organisation, "day": in_words(form.cleaned_data["ends_on"])},
        )
        return redirect("my_details")
    return render(request, "accounts/i_have_left.html", {"form": form, "appointment": appointment})


@private
@SEE_AND_POST
@login_required
def not_me(request: PersonRequest) -> HttpResponseBase:
    """Somebody else's post came here. The address is taken off the record, and every session of it ends."""
    if request.method != "POST":
        return render(request, "accounts/not_me.html")
    operations.forget_address(
        person=request.user, by=request.user, now=timezone.now(), reason=AddressRemoved.NOT_THEIRS
    )
    logout(request)
    return redirect("address_taken_off")


@private
@require_safe
def address_taken_off(request: PersonRequest) -> HttpResponseBase:
    return render(request, "accounts/address_taken_off.html")
