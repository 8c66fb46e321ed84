from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.models import ModulePage
from core.dates import Year
from learning.certificates import LENGTH, normal_code
from learning.models import Briefing


class CheckCertificateForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("8 letters and digits, for example K7QF-2MRD."),
        error_messages={"required": _("Enter the code that stands on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if len(code) != LENGTH:
            raise forms.ValidationError(_("A code has 8 letters and digits, for example K7QF-2MRD."))
        return code


class BriefingForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].year = Year.NEXT

    def clean_due_on(self) -> date:
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError(_("Choose a date that is still to come."))
        return due_on

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_module(self) -> ModulePage:
        module = self.cleaned_data["module"]
        if not module.live:
            raise forms.ValidationError(_("This module is not published yet. Publish it first."))
        if reasons := module.why_not_published:
            raise forms.ValidationError([_("This module has a fault. Correct it and publish it again."), *reasons])
        return module


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is revoked"),
        help_text=_("The person, and whoever checks the code, will see that it no longer counts. It cannot be undone."),
        max_length=250,
        error_messages={"required": _("Say why, in a few words. It is kept with the certificate.")},
        widget=forms.TextInput(),
    )


class JoinersForm(forms.ModelForm):  # type: ignore[type-arg]  # the class is generic in the stubs alone
    """Who gets a briefing that has been sent, if they join its audience later."""

    class Meta:
        model = Briefing
        fields = ["joiners", "joiner_days"]


# --- A clerk's forms --------------------------------------------------------------------------------------------------
