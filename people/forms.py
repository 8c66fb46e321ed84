from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from core.form_fields import AdminDateInput, DateField
from core.texts import Text
from people.addresses import normal_address, validate_address
from people.enums import Role
from people.models import Authority, Organisation
from people.names import LONGEST_PART, says_something, tidy_name, wrong_part
from people.queries import organisations_called

NAME_PARTS = ("title", "given_name", "family_name")


def clean_name(form: forms.BaseForm, said: dict[str, Any]) -> dict[str, Any]:
    """The parts of a name as they are kept, for the `clean` of every form that asks for one.

    What cannot be a name (people/names.py) is an error at its field, and so is no name at all.
    """
    names = {part: tidy_name(said.get(part) or "") for part in NAME_PARTS if part in form.fields}
    asked = [part for part in ("family_name", "given_name") if part in names]
    for part, name in names.items():
        said[part] = name
        if problem := wrong_part(name):
            form.add_error(part, problem)
    if asked and not any(form.has_error(part) for part in NAME_PARTS):
        if says_something(*names.values()):
            form.add_error(asked[0], _("Write the name only, not a sentence."))
        elif not any(names[part] for part in asked):
            form.add_error(asked[0], _("Enter a name."))
    return said


def name_part(label: Text, missing: Text = "") -> forms.CharField:
    """A first or last name. It is required if `missing` says what to do; the form's `clean` calls `clean_name`."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_PART,
        required=bool(missing),
        error_messages={"required": missing or _("Enter a name.")},
    )


class NameForm(forms.Form):
    """A person's name in the parts that we keep."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("For example Dr or Councillor. You can leave it empty."),
        max_length=40,
        required=False,
    )
    given_name = name_part(_("First name"))
    family_name = name_part(_("Last name"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        return clean_name(self, self.cleaned_data)


# --- The officer's forms. Operations write what they hold. ----------------------------------------------------------


def _day(label: Text, help_text: Text = "") -> DateField:
    return DateField(label=label, required=False, help_text=help_text, widget=AdminDateInput)


def _address() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        validators=[validate_address],
        help_text=_("Empty if we have none."),
    )


def _share() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("They share it"),
        required=False,
        help_text=_("For a couple with one address. It takes this person's post and signs in the other one alone."),
    )


class PersonForm(NameForm):
    """What an officer may put right about a person."""

    address = _address()
    share = _share()
    objected = forms.BooleanField(
        label=_("Objects to messages"),
        required=False,
        help_text=_("UK GDPR, Article 21. No message is sent. Codes that they ask for still come."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("share") and not cleaned.get("address"):
            self.add_error("address", _("Enter the address that they share."))
        return cleaned

    def clean_address(self) -> str:
        return normal_address(self.cleaned_data["address"])


class TermForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    starts_on = _day(_("Term starts on"))
    ends_on = _day(_("Term ends on"), _("Empty if it has no end that we know of."))

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("A term cannot end before it starts."))
        return cleaned


class AppointmentForm(TermForm):
    """A correction. The person and the organisation stay: another seat is another appointment."""


class OrganisationField(forms.CharField):
    """One organisation by its URN, UID or name. A list of 24,000 would help nobody."""

    def __init__(self, **kwargs: Any) -> None:
        # As long as a name may be: SQLite refuses to compare with what is much longer.
        super().__init__(max_length=Organisation._meta.get_field("name").max_length, **kwargs)

    def clean(self, value: str | None) -> Organisation | None:
        words = super().clean(value)
        if not words:
            return None
        found = list(organisations_called(words)[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("We know no organisation of this name or number."))
        names = "; ".join(f"{row} ({row.urn or row.uid or row.get_kind_display()})" for row in found[:5])
        raise forms.ValidationError(_("More than one fits. Give the number: %(names)s") % {"names": names})


class JoinerForm(TermForm, NameForm):
    """Somebody new on a board."""

    organisation = OrganisationField(label=_("Organisation"), help_text=_("Its URN or UID, or its name."))
    address = _address()
    share = _share()
    somebody_else = forms.BooleanField(
        label=_("This is somebody else of that name"),
        help_text=_("Only if somebody of this name, or nearly, sits there already."),
        required=False,
    )
    field_order = "organisation role title given_name family_name somebody_else address share starts_on ends_on".split()

    def clean_address(self) -> str:
        return normal_address(self.cleaned_data["address"])


class AuthorityForm(WagtailAdminModelForm):
    code = forms.RegexField(
        r"^[1-9][0-9]{2}$",
        label=_("Number"),
        help_text=_("In GIAS, for example 876."),
        error_messages={"invalid": _("The number of an authority has 3 digits, for example 876.")},
    )

    class Meta:
        model = Authority
        fields = ["name", "code"]


class OrganisationForm(WagtailAdminModelForm):
    carried_on_by = OrganisationField(
        label=_("Became"), required=False, help_text=_("The academy or school that carries this one on: its URN.")
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = Organisation
        fields = [
            "name",
            "kind",
            "phase",
            "status",
            "urn",
            "uid",
            "ward",
            "town",
            "postcode",
            "authority_code",
            "board_size",
            "opened_on",
            "closed_on",
        ]

    instance: Organisation

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after = self.instance.successor if self.instance.pk else None
        if after:
            self.fields["carried_on_by"].initial = after.urn or after.name

    def clean_carried_on_by(self) -> Organisation | None:
        after: Organisation | None
        after = self.cleaned_data["carried_on_by"]
        if after and after.pk == self.instance.pk:
            raise forms.ValidationError(_("An organisation cannot carry itself on."))
        return after

    def save(self, commit: bool = True) -> Organisation:
        self.instance.successor = self.cleaned_data.get("carried_on_by")
        for name in ("urn", "uid"):  # unique where they are known
            setattr(self.instance, name, getattr(self.instance, name) or None)
        saved: Organisation = super().save(commit)
        return saved
