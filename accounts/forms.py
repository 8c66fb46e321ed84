"""The forms behind the ways in, and of one's own details."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.code_counts import Refused, key_of_second_step, take_daily_try
from accounts.limits import TooMany, count_for_today, why_not
from core.form_fields import HINT, DateField
from people.addresses import normal_address, validate_address
from people.forms import NAME_PARTS, NameForm, clean_name
from people.models import Person
from people.operations import correct_name, enters_by_own_right, groups_that_enter


class SignInForm(RequestLoginCodeForm):
    """An address to send a code to. Known and unknown addresses get the same answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("Your e-mail address")
        email.help_text = _("The one at which your school or the council writes to you.")
        email.error_messages["required"] = _("Enter your e-mail address.")
        email.error_messages["invalid"] = _("Enter an e-mail address like name@example.org.")
        email.widget.attrs = {"type": "email", "autocomplete": "email", "inputmode": "email", "spellcheck": "false"}

    _user: Person | None  # whom allauth found

    def clean_email(self) -> str:
        self.address = self.cleaned_data["email"] = normal_address(self.cleaned_data["email"])
        try:
            email = super().clean_email()
        except forms.ValidationError as error:
            if error.code != "too_many_login_attempts":
                raise
            self._refuse(why_not(context.request, self.address), error.code)
        try:
            count_for_today(context.request, self.address)
        except TooMany as refused:
            self._refuse(refused)
        if self._user and self._user.is_alias:  # the other address of somebody who was known twice
            self._user = self._user.canonical if self._user.canonical.is_active else None
        return email

    def _refuse(self, refused: TooMany, code: str | None = None) -> NoReturn:
        self.refused = refused
        raise forms.ValidationError(str(refused), code=code)


CODE_HINT = _("6 digits, from the email.")


CODE_MISSING = _("Enter the code from the email.")


def six_digits(value: str) -> str:
    """A code as people type it, "123 456" or "123-456". Raises ValidationError for what can't be one."""
    code = "".join(value.replace("-", " ").split())
    if not re.fullmatch(r"[0-9]{6}", code):
        raise forms.ValidationError(_("A code is 6 digits. Enter the one from the email."), code="no_code")
    return code


class CodeForm(ConfirmLoginCodeForm):
    """`take_try` counts a try before the code is looked at; `refused` is why it was not looked at."""

    def __init__(self, *args: Any, take_try: Callable[[], Refused | None], **kwargs: Any) -> None:
        self.take_try = take_try
        self.refused: Refused | None = None
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.help_text = CODE_HINT
        code.error_messages["required"] = CODE_MISSING
        code.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}

    def clean_code(self) -> str:
        six_digits(self.cleaned_data["code"])  # only what could have been a code costs a try
        self.refused = self.take_try()
        if self.refused:
            raise forms.ValidationError(_("You need a new code."), code="refused")
        return super().clean_code()


NO_MORE_TODAY = _("Too many wrong codes have been typed today. Use your passkey, or try again tomorrow.")


class CountsTries(forms.Form):
    """A code of an authenticator app, or a recovery code: so many tries a day, whatever the network."""

    user: Person

    def clean_code(self) -> str:
        if not take_daily_try(key=key_of_second_step(self.user), now=timezone.now()):
            raise forms.ValidationError(NO_MORE_TODAY, code="too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        return code


class SecondStepForm(CountsTries, AuthenticateForm):
    """Asked for at sign-in."""


class SecondStepAgainForm(CountsTries, ReauthenticateForm):
    """Asked for again before something grave."""


class AddPasskeyForm(AddWebAuthnForm):
    """Outside the admin a passkey is there to sign in by itself; officers choose whether it does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
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

    def clean_code(self) -> str:
        return six_digits(self.cleaned_data["code"])


class StaffForm(forms.ModelForm):  # type: ignore[type-arg]  # the class is generic in the stubs alone
    """An account in the admin. Nobody has a password: a code and a second factor open it.

    Who holds a right to enter may enter: there is nothing else to tick. `newly_enters` is known once it is valid.
    """

    class Meta:
        model = Person
        fields = ["title", "given_name", "family_name", "email", "groups", "is_superuser", "is_active"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {
            "given_name": _("First name"),
            "family_name": _("Last name"),
            "email": _("Email address"),
            "is_superuser": _("Administrator"),
            "is_active": _("Active"),
        }
        help_texts = {
            "title": _("For example Dr or Councillor. You can leave it empty."),
            "email": _("Codes for signing in go to this address."),
            "groups": _("What they can do. Someone in no group can't enter the admin."),
            "is_superuser": _("Can do everything, and can change these accounts."),
            "is_active": _("Without the tick they can't sign in, here or on the public pages. Nothing is deleted."),
        }

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.could_enter = self.instance.is_staff
        self.fields["email"].required = True
        if editing_self:  # nobody locks themselves out
            del self.fields["is_active"], self.fields["is_superuser"]

    def clean_email(self) -> str:
        address = normal_address(self.cleaned_data["email"])
        holder = Person.objects.filter(email=address).exclude(pk=self.instance.pk).first()
        if holder and holder.canonical_id != self.instance.pk:
            raise forms.ValidationError(
                format_html(
                    str(_('This address belongs to {}. <a href="{}">Open their account</a> to let them in.')),
                    holder,
                    reverse("wagtailusers_users:edit", args=[holder.canonical_id]),
                )
            )
        return address

    def validate_unique(self) -> None:
        """Only the address is unique, and `clean_email` has looked: that of a joined record moves here."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = clean_name(self, self.cleaned_data)
        groups = said.get("groups") or Group.objects.none()
        enters = (
            said.get("is_superuser", self.instance.is_superuser)
            or (groups & groups_that_enter()).exists()
            or enters_by_own_right(self.instance)
        )
        if enters and self.instance.pk and self.instance.is_alias:
            self.add_error("groups", _("This record was joined to another. Open that person's account instead."))
        if not enters and self.instance._state.adding and not self.has_error("groups"):
            self.add_error("groups", _("Tick a group whose members can enter the admin, or tick Administrator."))
        self.instance.is_staff = bool(enters)
        return said

    @property
    def newly_enters(self) -> bool:
        return self.instance.is_staff and not self.could_enter

    def save(self, commit: bool = True) -> Person:
        if self.instance._state.adding:
            self.instance.set_unusable_password()
        return super().save(commit)


class OwnNameForm(NameForm):
    """The name of whoever is signed in to the admin, among their other settings there."""

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(instance, name) for name in NAME_PARTS}
        super().__init__(*args, **kwargs)
        self.person = instance

    def clean(self) -> dict[str, Any]:
        if self.has_changed():  # an account that has no name yet can save its other settings
            super().clean()
        return self.cleaned_data

    def save(self) -> None:
        if self.has_changed():
            said = {name: self.cleaned_data[name] for name in NAME_PARTS}
            correct_name(person=self.person, by=self.person, now=timezone.now(), **said)


class LeftForm(forms.Form):
    """The last day of a term."""

    ends_on = DateField(label=_("Last day"), help_text=HINT, error_messages={"required": _("Enter the last day.")})

    def __init__(
        self, *args: Any, starts_on: date | None = None, no_later_than: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.starts_on, self.no_later_than = starts_on, no_later_than

    def clean_ends_on(self) -> date:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on.year < 1990:
            raise forms.ValidationError(_("This day is too long ago. Check the year."))
        if self.no_later_than and ends_on > self.no_later_than:  # leaving never makes a term longer
            raise forms.ValidationError(
                _("Your term ends on %(day)s. Your last day cannot be after that.")
                % {"day": date_format(self.no_later_than, "j F Y")}
            )
        if self.starts_on and ends_on < self.starts_on:
            raise forms.ValidationError(
                _("This is before the first day, %(day)s.") % {"day": date_format(self.starts_on, "j F Y")}
            )
        return ends_on
