import re

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from distribution.audiences import wards_known
from distribution.limits import why_not
from distribution.models import Audience
from people.addresses import normal_address, validate_address
from people.enums import OrganisationKind, Phase, Role
from people.models import Organisation
from people.queries import organisations_called


class SignInForm(RequestLoginCodeForm):
    """An address to send a code to. Known and unknown addresses get the same answer."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("Your e-mail address")
        email.help_text = _("The one at which your school or the council writes to you.")
        email.error_messages["required"] = _("Enter your e-mail address.")
        email.error_messages["invalid"] = _("Enter an e-mail address like name@example.org.")
        email.widget.attrs = {"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"}

    def clean_email(self):
        self.address = self.cleaned_data["email"] = normal_address(self.cleaned_data["email"])
        try:
            email = super().clean_email()
        except forms.ValidationError as error:
            if error.code != "too_many_login_attempts":
                raise
            self.refused = why_not(context.request, self.address)
            raise forms.ValidationError(str(self.refused), code=error.code)
        if self._user and self._user.merged_into_id:  # the other address of somebody who was known twice
            self._user = self._user.merged_into if self._user.merged_into.is_active else None
        return email


CODE_HINT = _("6 digits, from the email.")
CODE_MISSING = _("Enter the code from the email.")


def six_digits(value: str) -> str:
    """A code as people type it, "123 456" or "123-456". Raises ValidationError for what can't be one."""
    code = "".join(value.replace("-", " ").split())
    if not re.fullmatch(r"[0-9]{6}", code):
        raise forms.ValidationError(_("A code is 6 digits. Enter the one from the email."), code="no_code")
    return code


class CodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.help_text = CODE_HINT
        code.error_messages["required"] = CODE_MISSING
        code.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}

    def clean_code(self):
        six_digits(self.cleaned_data["code"])
        return super().clean_code()


def _several(choices, label):
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means any."),
    )


MANY_WARDS = 400  # boxes to tick; where there are more, they are written


class LinesField(forms.CharField):
    """Several things, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value):
        lines = [" ".join(line.split()) for line in (super().to_python(value) or "").splitlines()]
        return [line for line in lines if line]

    def prepare_value(self, value):
        return "\n".join(str(line) for line in value) if isinstance(value, list | tuple) else value


class OrganisationsField(LinesField):
    """Organisations by URN, UID or name. A list of 24,000 to choose from would help nobody."""

    def clean(self, value):
        found, unknown = [], []
        for line in super().clean(value):
            named = list(organisations_called(line)[:2])
            found += named if len(named) == 1 else []
            unknown += [line] if len(named) != 1 else []
        if unknown:
            raise forms.ValidationError(
                _("We do not know which organisation this is: %(lines)s. Give its number.")
                % {"lines": ", ".join(unknown)}
            )
        return found

    def prepare_value(self, value):
        if isinstance(value, list | tuple):
            value = [row.urn or row.uid or row.name if isinstance(row, Organisation) else row for row in value]
        return super().prepare_value(value)


class AudienceForm(WagtailAdminModelForm):
    roles = _several(Role.choices, _("Roles"))
    kinds = _several(OrganisationKind.choices, _("Kinds of organisation"))
    phases = _several(Phase.choices, _("Phases"))
    wards = _several([], _("Wards"))
    organisations = OrganisationsField(
        label=_("Only these organisations"),
        required=False,
        help_text=_("One on each line: its URN or UID, or its name. Empty means any."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        wards = wards_known()
        for ward in self.instance.wards:  # a ward of the rule that no school is in any more
            if ward not in wards:
                wards.append(ward)
        if len(wards) > MANY_WARDS:
            self.fields["wards"] = LinesField(
                label=_("Wards"), required=False, help_text=_("One on each line. Empty means any.")
            )
        else:
            self.fields["wards"].choices = [(ward, ward) for ward in wards]
            self.fields["wards"].help_text = _("Of the school, or of the councillor. None ticked means any.")

    @property
    def rule(self) -> Audience:
        """The rule as it stands in a valid form, not saved."""
        return Audience(**{name: self.cleaned_data[name] for name in ("roles", "kinds", "phases", "wards")})


class AddPasskeyForm(AddWebAuthnForm):
    """Outside the admin a passkey is there to sign in by itself; officers choose whether it does."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].initial = self.initial["name"] = _("My passkey")
        if not self.user.is_staff:
            self.fields["passwordless"].initial = True


class NewAddressForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail address"),
        help_text=_("We send a code to it. Nothing changes before you type that code."),
        max_length=254,
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter an e-mail address like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self):
        address = normal_address(self.cleaned_data["email"])
        validate_address(address)
        if address == self.person.email:
            raise forms.ValidationError(_("We have this address already. Enter another one."))
        return address


class ProofForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=CODE_HINT,
        max_length=20,
        error_messages={"required": CODE_MISSING},
    )

    def clean_code(self):
        return six_digits(self.cleaned_data["code"])
