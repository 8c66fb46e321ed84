"""The officer's forms: a session, an invitation, a booking by telephone, a session cancelled."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from core.links import validate_link
from distribution.models import Audience
from people.addresses import normal_address, validate_address
from people.forms import clean_name, name_part
from people.models import Organisation, Person
from people.queries import holder_of, organisations_called
from workshops.models import WorkshopSession
from workshops.places import free_in_words, places_in


class PeopleByAddressField(forms.CharField):
    """People we know, by e-mail address, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        found, unknown = [], []
        for line in (super().clean(value) or "").splitlines():
            address = normal_address(line)
            holder = holder_of(address)
            if holder:
                found.append(holder.canonical)
            elif address:
                unknown.append(line.strip())
        if unknown:
            raise ValidationError(_("We know nobody with this address: %(who)s.") % {"who": ", ".join(unknown)})
        return found

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            people = [p if isinstance(p, Person) else Person.objects.get(pk=p) for p in value]
            return "\n".join(person.email or "" for person in people)
        return value


class SessionForm(WagtailAdminModelForm):
    stewards = PeopleByAddressField(
        label=_("Who stands at the door"),
        required=False,
        help_text=_("Their e-mail addresses, one on each line. They check people in, and see names only."),
    )

    online_link = forms.URLField(
        label=_("Online room"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[validate_link],
        help_text=_("Its address. Shown only to those who have a place."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.is_cancelled:
            booked = self.instance.bookings.confirmed().count()
            self.fields["starts_at"].help_text = (
                ngettext(
                    "%(n)s person has a place. If you change the time or the place, we email them when you save.",
                    "%(n)s people have a place. If you change the time or the place, we email them when you save.",
                    booked,
                )
                % {"n": booked}
                if booked
                else ""
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        starts, ends = said.get("starts_at"), said.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It must end after it starts."))
        if starts and "starts_at" in self.changed_data and starts <= timezone.now():
            self.add_error("starts_at", _("This is in the past. Choose a time that is still to come."))
        if not said.get("place") and not said.get("online_link") and "online_link" not in self.errors:
            self.add_error("place", _("Say where: a place, or an online room below."))
        return said

    def clean_capacity(self) -> int:
        capacity, taken = self.cleaned_data["capacity"], self.instance.places_taken
        if capacity < taken:
            raise ValidationError(
                _("%(n)s people have a place. Choose %(n)s or more, or cancel bookings first.") % {"n": taken}
            )
        return capacity

    def is_valid(self) -> bool:
        """Floors must fit into the session together; only here are the session and all of its rows known."""
        valid = super().is_valid()
        rows = self.formsets.get("allocations")
        capacity = self.cleaned_data.get("capacity") if valid else None
        if capacity is None or rows is None:
            return valid
        kept = [form.cleaned_data for form in rows.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if sum(row.get("floor") or 0 for row in kept) > capacity:
            self.add_error("capacity", _("More places are kept for kinds of organisations than there are places."))
            return False
        return True


class InviteForm(forms.Form):
    audience = forms.ModelChoiceField(Audience.objects.all(), label=_("Audience"))
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In your own words: why it matters. What, when, where and the button are added for you."),
    )


class CancelSessionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Everyone who has a place, or waits for one, reads this."),
        error_messages={"required": _("Say why, in a sentence. People read it.")},
    )


class BookingByOfficerForm(forms.Form):
    """A booking by telephone: the officer writes down who comes."""

    session = forms.ModelChoiceField(WorkshopSession.objects.none(), label=_("Session"))
    given_name = name_part(_("First name"), _("Enter their first name."))
    family_name = name_part(_("Last name"), _("Enter their last name."))
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    organisation = forms.CharField(label=_("Organisation"), max_length=255, help_text=_("Its name, URN or UID."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[WorkshopSession]", self.fields["session"])
        field.queryset = self._coming
        field.label_from_instance = lambda session: f"{session}: {self._free[session.pk]}"  # type: ignore[method-assign, assignment]

    @cached_property
    def _coming(self) -> QuerySet[WorkshopSession]:
        return WorkshopSession.objects.coming(timezone.now()).select_related("workshop")

    @cached_property
    def _free(self) -> dict[int, str]:
        """{session: what is free in it}. What the organisation can have of it, the booking says."""
        found = places_in(self._coming, timezone.now())
        return {pk: free_in_words(places) for pk, places in found.items()}

    def clean(self) -> dict[str, Any]:
        super().clean()
        return clean_name(self, self.cleaned_data)

    def clean_email(self) -> str:
        address = normal_address(self.cleaned_data["email"])
        validate_address(address)
        return address

    def clean_organisation(self) -> Organisation | None:
        found = list(organisations_called(self.cleaned_data["organisation"])[:2])
        if len(found) != 1:
            raise ValidationError(_("We do not know which organisation this is. Write its full name or number."))
        return found[0]
