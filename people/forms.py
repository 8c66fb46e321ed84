from django import forms
from django.utils.translation import gettext_lazy as _

from people.addresses import normal_address
from people.models import Person


class StaffForm(forms.ModelForm):
    """An account in the admin. Nobody has a password: a code and a second factor open it."""

    class Meta:
        model = Person
        fields = ["email", "title", "given_name", "family_name", "is_active", "is_staff", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {"is_superuser": _("May do everything, changing these accounts included.")}

    password_fields: list[str] = []

    def __init__(self, *args, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        if editing_self:  # nobody locks themselves out
            del self.fields["is_active"], self.fields["is_superuser"]

    def clean_email(self):
        return normal_address(self.cleaned_data["email"])

    def save(self, commit=True):
        if self.instance._state.adding:
            self.instance.set_unusable_password()
        return super().save(commit)
