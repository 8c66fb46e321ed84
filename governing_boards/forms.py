"""What a clerk types about a board."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.dates import Year
from core.form_fields import HINT, DateField
from core.texts import Text
from governing_boards.enums import TablingOutcome
from people.addresses import normal_address, validate_address
from people.enums import Role
from people.forms import clean_name, name_part

LARGEST_LIST = 5 * 2**20  # bytes


def _day(label: Text, *, missing: Text = "", **kwargs: Any) -> DateField:
    return DateField(
        label=label, help_text=HINT, required=bool(missing), error_messages={"required": missing}, **kwargs
    )


class AddressForm(forms.Form):
    """An address, and whether it is somebody else's that is shared. The tick-box shows once it is known to be."""

    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"required": _("Enter an e-mail address like name@example.org.")},
        widget=forms.EmailInput,
    )
    share = forms.BooleanField(
        label=_("They share this address"),
        help_text=_("E-mail for both goes there. It goes on signing in the other person alone."),
        required=False,
    )

    def clean_address(self) -> str:
        address = normal_address(self.cleaned_data["address"])
        if address:
            validate_address(address)
        return address


class JoinerForm(AddressForm):
    given_name = name_part(_("First name"))
    family_name = name_part(_("Last name"), _("Enter their last name."))
    title = forms.CharField(label=_("Title"), max_length=40, required=False, help_text=_("For example Mrs or Dr."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (role.value, role.label) for role in (Role.GOVERNOR, Role.CHAIR_OF_GOVERNORS, Role.GOVERNANCE_PROFESSIONAL)
        ],
        initial=Role.GOVERNOR,
        widget=forms.RadioSelect,
    )
    somebody_else = forms.BooleanField(label=_("This is somebody else of that name"), required=False)
    starts_on = _day(_("First day of the term"))
    ends_on = _day(_("Last day of the term"))
    field_order = [
        "title",
        "given_name",
        "family_name",
        "somebody_else",
        "role",
        "address",
        "share",
        "starts_on",
        "ends_on",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].required = False
        self.fields["address"].help_text = _(
            "Leave it empty if you do not have it yet. They are counted, not written to."
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = clean_name(self, self.cleaned_data)
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first day. Check both dates."))
        return data


class EndTermForm(forms.Form):
    ends_on = _day(_("Last day of the term"), missing=_("Enter the last day of the term."))


class NameOnBoardForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=40, required=False, help_text=_("For example Mrs or Dr."))
    given_name = name_part(_("First name"))
    family_name = name_part(_("Last name"), _("Enter their last name."))

    def clean(self) -> dict[str, Any]:
        super().clean()
        return clean_name(self, self.cleaned_data)


class SeatsForm(forms.Form):
    seats = forms.IntegerField(
        label=_("How many seats does the board have?"),
        help_text=_("All seats for governors, the vacant ones too. Leave it empty if you do not know."),
        min_value=1,
        max_value=60,
        required=False,
        error_messages={
            "invalid": _("Enter a whole number, for example 12."),
            "min_value": _("Enter a number from 1 to 60."),
            "max_value": _("Enter a number from 1 to 60."),
        },
    )


class TablingForm(forms.Form):
    on = _day(_("Date of the meeting"), missing=_("Enter the date of the meeting."), year=Year.LAST)
    present = forms.IntegerField(
        label=_("How many governors were present?"),
        help_text=_("The number that the minutes give. No names."),
        min_value=1,
        max_value=60,
        error_messages={
            "required": _("Enter how many governors were present."),
            "invalid": _("Enter a whole number, for example 9."),
            "min_value": _("Enter a number from 1 to 60."),
            "max_value": _("Enter a number from 1 to 60."),
        },
    )
    outcome = forms.ChoiceField(
        label=_("What did the board do?"),
        choices=TablingOutcome.choices,
        initial=TablingOutcome.RECEIVED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the board did.")},
    )


class BoardListForm(forms.Form):
    """A list of the people of a board: pasted, or as a file."""

    text = forms.CharField(
        label=_("Paste the list here"),
        help_text=_("One person on each line, with their e-mail address. Or copy the rows from your spreadsheet."),
        required=False,
        max_length=200_000,
        widget=forms.Textarea,
        strip=False,
        error_messages={"max_length": _("This list is too long. Give us at most 500 lines.")},
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        help_text=_("A spreadsheet (.xlsx) or a CSV file, up to 5 MB."),
        required=False,
        allow_empty_file=True,
    )

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_LIST:
            raise forms.ValidationError(_("This file has more than 5 MB. Take out what is not the list."))
        if file is not None and file.size == 0:
            raise forms.ValidationError(_("This file is empty. Choose it again."))
        return file

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        text, file = (data.get("text") or "").strip(), data.get("file")
        if self.errors:
            return data
        if not text and file is None:
            raise forms.ValidationError(_("Paste a list, or choose a file."))
        if text and file is not None:
            raise forms.ValidationError(_("Paste a list or choose a file, not both."))
        if text.count("\n") >= 500:
            self.add_error("text", _("This list is too long. Give us at most 500 lines."))
        return data
