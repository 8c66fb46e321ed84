import uuid
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classrooms.access import SCHOOLS, School
from classrooms.enums import Outcome, Wish, YearGroup
from classrooms.models.showing import MOST_PUPILS
from classrooms.operations.showing import OLDEST
from cms.enums import KeyStage, Theme
from cms.models.packs import REASON_LENGTH
from core.dates import Year
from core.form_fields import HINT, DateField
from core.texts import Text
from people.addresses import is_role_mailbox, normal_address, validate_address
from people.enums import OrganisationStatus, Role
from people.forms import clean_name, name_part
from people.models import Organisation, Person

# Anybody gets an address there, so it says nothing about a school.
PRIVATE_MAIL = {
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com",
    "yahoo.com", "yahoo.co.uk", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com", "aol.co.uk", "gmx.com",
    "gmx.co.uk", "mail.com", "proton.me", "protonmail.com", "btinternet.com", "sky.com", "talktalk.net",
    "virginmedia.com", "ntlworld.com", "tiscali.co.uk", "blueyonder.co.uk",
}  # fmt: skip


def _day(label: Text, **kwargs: Any) -> DateField:
    return DateField(label=label, help_text=HINT, error_messages={"required": _("Enter a date.")}, **kwargs)


def _years() -> list[tuple[str, Text]]:
    return [("", _("Choose")), *YearGroup.choices]


class LibraryForm(forms.Form):
    """What a teacher looks for. Nonsense in the address is the same as nothing."""

    age = forms.ChoiceField(label=_("Age"), choices=[("", _("Any age")), *KeyStage.choices], required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("Any theme")), *Theme.choices], required=False)
    length = forms.ChoiceField(
        label=_("Length"),
        choices=[
            ("", _("Any length")),
            ("short", _("Up to 90 seconds")),
            ("middle", _("Up to 5 minutes")),
            ("long", _("Longer")),
        ],
        required=False,
    )


class SchoolChoice(forms.Form):
    """Which of one's schools: asked only of those who have several."""

    def __init__(self, *args: Any, schools: list[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = schools
        if len(schools) > 1:
            choices = [(str(school.organisation.pk), school.organisation.name) for school in schools]
            self.fields["school"] = forms.ChoiceField(
                label=_("School"), choices=choices, error_messages={"required": _("Choose a school.")}
            )
            self.order_fields(["school"])

    @property
    def organisation(self) -> Organisation:
        if len(self.schools) == 1:
            return self.schools[0].organisation
        wanted = int(self.cleaned_data["school"])
        return next(s.organisation for s in self.schools if s.organisation.pk == wanted)


class TellDslForm(SchoolChoice):
    planned_on = _day(_("When you show it"), year=Year.NEXT)
    year_group = forms.ChoiceField(
        label=_("Year group"), choices=_years, error_messages={"required": _("Choose the year group.")}
    )

    def clean_planned_on(self) -> date:
        day = self.cleaned_data["planned_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a day that is still to come."))
        if day > timezone.localdate() + OLDEST:
            raise forms.ValidationError(_("Choose a day within a year."))
        return day


class ShowingForm(SchoolChoice):
    key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    shown_on = _day(_("When you showed it"), year=Year.LAST)
    year_group = forms.ChoiceField(
        label=_("Year group"), choices=_years, error_messages={"required": _("Choose the year group.")}
    )
    pupils = forms.IntegerField(
        label=_("How many pupils saw it"),
        min_value=1,
        max_value=MOST_PUPILS,
        widget=forms.TextInput,
        help_text=_("A number, no names."),
        error_messages={
            "required": _("Enter how many pupils saw it."),
            "invalid": _("Enter a number, for example 28."),
            "min_value": _("Enter a number from 1 to %(n)s.") % {"n": MOST_PUPILS},
            "max_value": _("Enter a number from 1 to %(n)s.") % {"n": MOST_PUPILS},
        },
    )
    went = forms.ChoiceField(
        label=_("How it went"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it went.")},
    )
    wants = forms.MultipleChoiceField(
        label=_("What pupils asked for more of"),
        choices=Wish.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what was said. Tell the DSL, not this page, about any pupil you worry about."),
    )

    def clean_shown_on(self) -> date:
        day, today = self.cleaned_data["shown_on"], timezone.localdate()
        if day > today:
            raise forms.ValidationError(_("Log it once you have shown it: this day is still to come."))
        if day < today - OLDEST:
            raise forms.ValidationError(_("Choose a day within the last year."))
        return day


class WorkAddress(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=254,
            widget=forms.EmailInput,
            error_messages={"required": _("Enter an e-mail address like name@school.sch.uk.")},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        address = normal_address(super().clean(value))
        validate_address(address)
        if is_role_mailbox(address):
            raise forms.ValidationError(
                _("This mailbox belongs to a post, and whoever holds it next would get in. Use a person’s own address.")
            )
        if address.rpartition("@")[2] in PRIVATE_MAIL:
            raise forms.ValidationError(_("Use the address that the school gave, not a private one."))
        return address


def open_schools() -> QuerySet[Organisation]:
    return (
        Organisation.objects.filter(kind__in=SCHOOLS).exclude(status=OrganisationStatus.CLOSED).order_by("name", "pk")
    )


class WayInForm(forms.Form):
    """Somebody asks to be let in. What it says afterwards is the same for everybody."""

    school = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label=_("Your school"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose your school."), "invalid_choice": _("Choose your school.")},
    )
    given_name = name_part(_("First name"), _("Enter your first name."))
    family_name = name_part(_("Last name"), _("Enter your last name."))
    address = WorkAddress(label=_("Your school e-mail address"), help_text=_("We send a code there."))
    role = forms.ChoiceField(
        label=_("What you do there"),
        choices=[
            (Role.TEACHER.value, _("I teach, or help in class")),
            (Role.DSL.value, _("I am the designated safeguarding lead (DSL)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you do there.")},
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Organisation]", self.fields["school"]).queryset = open_schools()
        if person is not None:  # we know who that is
            for known in ("given_name", "family_name", "address"):
                del self.fields[known]

    def clean(self) -> dict[str, Any]:
        super().clean()
        return clean_name(self, self.cleaned_data)


class NameStaffForm(forms.Form):
    """The school names somebody of its own."""

    given_name = name_part(_("First name"), _("Enter their first name."))
    family_name = name_part(_("Last name"), _("Enter their last name."))
    address = WorkAddress(label=_("Their school e-mail address"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in (Role.TEACHER, Role.DSL)],
        initial=Role.TEACHER,
        widget=forms.RadioSelect,
    )
    somebody_else = forms.BooleanField(label=_("This is somebody else of that name"), required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        return clean_name(self, self.cleaned_data)


class EndPlaceForm(forms.Form):
    ends_on = _day(_("Last day at the school"))


class WithdrawForm(forms.Form):
    """Why a pack must not be used any more."""

    because = forms.CharField(
        label=_("Why it must not be used any more"),
        help_text=_(
            "Everyone who fetched it will read this, for example: “The phone number on the poster is wrong.” "
            "Don’t name a pupil."
        ),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write why it must not be used any more."),
            "max_length": _("Write it in %(limit_value)s characters or fewer. You have %(show_value)s."),
        },
    )
