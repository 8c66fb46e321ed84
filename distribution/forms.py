from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from people.addresses import normal_address
from people.enums import OrganisationKind, Phase, Role


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
        self.cleaned_data["email"] = normal_address(self.cleaned_data["email"])
        return super().clean_email()


class CodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.help_text = _("6 digits, from the e-mail that we just sent.")
        code.error_messages["required"] = _("Enter the code from the e-mail.")
        code.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}


def _several(choices, label):
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means any."),
    )


class AudienceForm(WagtailAdminModelForm):
    roles = _several(Role.choices, _("Roles"))
    kinds = _several(OrganisationKind.choices, _("Kinds of organisation"))
    phases = _several(Phase.choices, _("Phases"))
