"""The forms of workshops: the public ones first, then the officer's."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from distribution.models import Audience
from people.addresses import normal_address, validate_address
from people.models import Person
from people.names import tidy, wrong_name
from people.queries import holder_of, organisations_called
from workshops.enums import Access, Diet
from workshops.models import WorkshopSession
from workshops.operations import Colleague

COLLEAGUES_AT_ONCE = 3
SCORES = [
    (5, _("Yes, very much")),
    (4, _("Yes")),
    (3, _("In part")),
    (2, _("Hardly")),
    (1, _("No")),
]


class SessionChoice(forms.ChoiceField):
    """One of the sessions that can be booked, as radio buttons whose labels say when, where and whether it is full."""

    widget = forms.RadioSelect

    def __init__(self, sessions, labels, **kwargs):
        super().__init__(
            choices=[(str(s.pk), label) for s, label in zip(sessions, labels, strict=True)],
            error_messages={
                "required": _("Choose a session."),
                "invalid_choice": _("That session cannot be booked now. Choose another."),
            },
            **kwargs,
        )
        self.sessions = {str(s.pk): s for s in sessions}

    def clean(self, value):
        return self.sessions[super().clean(value)]


class BookForm(forms.Form):
    """A place for oneself, or for colleagues; where somebody holds several seats, for which organisation."""

    def __init__(self, *args, sessions, labels, organisations, for_colleagues=False, chosen=None, **kwargs):
        super().__init__(*args, **kwargs)
        only = str(sessions[0].pk) if len(sessions) == 1 else chosen
        self.fields["session"] = SessionChoice(sessions, labels, label=_("Which session?"), initial=only)
        self.organisations = {str(o.pk): o for o in organisations}
        if len(organisations) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("For which organisation?"),
                choices=[(str(o.pk), o.name) for o in organisations],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose the organisation for which you come.")},
            )
        if not for_colleagues:
            self.fields["short_notice"] = forms.BooleanField(
                label=_("If I have to wait, a place at short notice is fine"), required=False
            )

    @property
    def for_organisation(self):
        if len(self.organisations) > 1:
            return self.organisations[self.cleaned_data["organisation"]]
        return next(iter(self.organisations.values()), None)


class ChangeSessionForm(forms.Form):
    def __init__(self, *args, sessions, labels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"] = SessionChoice(sessions, labels, label=_("Which session?"))


def _name_field(label):
    return forms.CharField(label=label, max_length=150, required=False, strip=True)


class ColleagueForm(forms.Form):
    """One colleague by name and address; an empty one is left out."""

    given_name = _name_field(_("First name"))
    family_name = _name_field(_("Last name"))
    email = forms.CharField(
        label=_("Work e-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, lead=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.lead = lead

    def clean(self):
        said = super().clean()
        said["given_name"], said["family_name"] = tidy(said.get("given_name", "")), tidy(said.get("family_name", ""))
        if not self.is_filled:
            return said
        if problem := wrong_name(said["given_name"], said["family_name"]):
            self.add_error("given_name", _("Write their name.") if "nobody" in problem else problem)
        address = normal_address(said.get("email", ""))
        if not address:
            self.add_error("email", _("Write their e-mail address. Their link goes there."))
            return said
        try:
            validate_address(address)
        except ValidationError as error:
            self.add_error("email", error)
            return said
        if self.lead and address in {self.lead.email, self.lead.shared_address}:
            self.add_error("email", _("This is your own address. Each person needs their own."))
        said["email"] = address
        return said

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("given_name", "family_name", "email"))

    @property
    def colleague(self) -> Colleague:
        said = self.cleaned_data
        return Colleague(said["given_name"], said["family_name"], said["email"])


class BaseColleagues(forms.BaseFormSet):
    def __init__(self, *args, at_least_one=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.at_least_one = at_least_one

    def clean(self):
        if any(self.errors):
            return
        seen = set()
        for form in self.filled:
            address = form.cleaned_data["email"]
            if address in seen:
                form.add_error("email", _("This address stands here twice. Each person needs their own."))
            seen.add(address)
        if self.at_least_one and not self.filled:
            raise ValidationError(_("Write the name and address of at least one colleague."))

    @property
    def filled(self):
        return [form for form in self.forms if form.is_filled]

    @property
    def colleagues(self) -> list[Colleague]:
        return [form.colleague for form in self.filled]

    @property
    def problems(self) -> list[dict]:
        """For the summary at the head of the page."""
        found = [{"href": "#colleagues", "text": error} for error in self.non_form_errors()]
        for form in self.forms:
            for name, errors in form.errors.items():
                found += [{"href": f"#{form[name].id_for_label}", "text": error} for error in errors]
        return found


ColleagueFormSet = forms.formset_factory(
    ColleagueForm, formset=BaseColleagues, extra=COLLEAGUES_AT_ONCE, max_num=20, absolute_max=20
)


def _ticks(choices, label, hint=""):
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=hint
    )


class NeedsForm(forms.Form):
    access = _ticks(Access.choices, _("What do you need to take part?"))
    diet = _ticks(Diet.choices, _("Food"))
    other = forms.CharField(
        label=_("Anything else"),
        required=False,
        max_length=300,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Use at most 300 letters. Write to us if you need more room.")},
    )


class FeedbackForm(forms.Form):
    useful = forms.TypedChoiceField(label=_("Was it useful for your work?"), choices=SCORES, coerce=int,
                                    widget=forms.RadioSelect)  # fmt: skip
    will_change = forms.TypedChoiceField(label=_("Will you do something differently?"), choices=SCORES, coerce=int,
                                         widget=forms.RadioSelect)  # fmt: skip
    welcome = forms.TypedChoiceField(label=_("Could you take part fully?"), choices=SCORES, coerce=int,
                                     widget=forms.RadioSelect)  # fmt: skip
    comment = forms.CharField(
        label=_("What should we keep, or change?"), required=False, max_length=600, strip=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Use at most 600 letters.")},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("useful", "will_change", "welcome"):
            self.fields[name].error_messages["required"] = _("Choose an answer to each of the 3 questions.")


# --- The door -------------------------------------------------------------------------------------------------------


class WalkInForm(ColleagueForm):
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.CharField(
        label=_("Organisation"), max_length=255, required=False, help_text=_("Its name, if you know it.")
    )

    def clean(self):
        said = forms.Form.clean(self)
        said["given_name"], said["family_name"] = tidy(said.get("given_name", "")), tidy(said.get("family_name", ""))
        if wrong_name(said["given_name"], said["family_name"]):
            self.add_error("given_name", _("Write their name."))
        said["email"] = normal_address(said.get("email", ""))
        if said["email"]:
            try:
                validate_address(said["email"])
            except ValidationError as error:
                self.add_error("email", error)
        return said

    def clean_organisation(self):
        words = self.cleaned_data["organisation"]
        if not words:
            return None
        found = list(organisations_called(words)[:2])
        if len(found) != 1:
            raise ValidationError(_("We do not know this organisation. Write its full name, or leave it empty."))
        return found[0]


# --- The officer's --------------------------------------------------------------------------------------------------


class PeopleByAddressField(forms.CharField):
    """People we know, by e-mail address, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        found, unknown = [], []
        for line in (super().clean(value) or "").splitlines():
            address = normal_address(line)
            holder = holder_of(address)
            if holder:
                found.append(holder.merged_into or holder)
            elif address:
                unknown.append(line.strip())
        if unknown:
            raise ValidationError(_("We know nobody with this address: %(who)s.") % {"who": ", ".join(unknown)})
        return found

    def prepare_value(self, value):
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
        help_text=_("Its address. Shown only to those who have a place."),
    )

    def clean(self):
        said = super().clean()
        starts, ends = said.get("starts_at"), said.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It must end after it starts."))
        if starts and "starts_at" in self.changed_data and starts <= timezone.now():
            self.add_error("starts_at", _("This is in the past. Choose a time that is still to come."))
        if not said.get("place") and not said.get("online_link") and "online_link" not in self.errors:
            self.add_error("place", _("Say where: a place, or an online room below."))
        return said

    def clean_capacity(self):
        capacity, taken = self.cleaned_data["capacity"], self.instance.places_taken
        if capacity < taken:
            raise ValidationError(
                _("%(n)s people have a place. Choose %(n)s or more, or cancel bookings first.") % {"n": taken}
            )
        return capacity

    def is_valid(self):
        """Floors must fit into the session together; only here are the session and all of its rows known."""
        valid = super().is_valid()
        rows = self.formsets["allocations"] if "allocations" in self.formsets else None
        capacity = self.cleaned_data.get("capacity") if valid else None
        if not valid or rows is None:
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
    given_name = forms.CharField(label=_("First name"), max_length=150)
    family_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    organisation = forms.CharField(label=_("Organisation"), max_length=255, help_text=_("Its name, URN or UID."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        coming = WorkshopSession.objects.coming(timezone.now()).select_related("workshop")
        self.fields["session"].queryset = coming

    def clean_email(self):
        address = normal_address(self.cleaned_data["email"])
        validate_address(address)
        return address

    def clean_organisation(self):
        found = list(organisations_called(self.cleaned_data["organisation"])[:2])
        if len(found) != 1:
            raise ValidationError(_("We do not know which organisation this is. Write its full name or number."))
        return found[0]
