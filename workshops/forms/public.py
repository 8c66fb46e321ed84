"""The forms of whoever comes, of an agency's lead, and of the door."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.texts import Text
from people.addresses import normal_address, validate_address
from people.forms import clean_name, name_part
from people.models import Organisation
from people.queries import organisations_called
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

    def __init__(self, sessions: Sequence[WorkshopSession], labels: Iterable[str], **kwargs: Any) -> None:
        super().__init__(
            choices=[(str(s.pk), label) for s, label in zip(sessions, labels, strict=True)],
            error_messages={
                "required": _("Choose a session."),
                "invalid_choice": _("That session cannot be booked now. Choose another."),
            },
            **kwargs,
        )
        self.sessions = {str(s.pk): s for s in sessions}

    def clean(self, value: Any) -> Any:
        return self.sessions[super().clean(value)]


class BookForm(forms.Form):
    """A place for oneself, or for colleagues; where somebody holds several seats, for which organisation."""

    def __init__(
        self,
        *args: Any,
        sessions: Sequence[WorkshopSession],
        labels: Iterable[str],
        organisations: Sequence[Organisation],
        for_colleagues: bool = False,
        chosen: Any = None,
        **kwargs: Any,
    ) -> None:
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
    def for_organisation(self) -> Organisation | None:
        if len(self.organisations) > 1:
            return self.organisations[self.cleaned_data["organisation"]]
        return next(iter(self.organisations.values()), None)


class ChangeSessionForm(forms.Form):
    def __init__(self, *args: Any, sessions: Sequence[WorkshopSession], labels: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"] = SessionChoice(sessions, labels, label=_("Which session?"))


class ColleagueForm(forms.Form):
    """One colleague by name and address; an empty one is left out."""

    given_name = name_part(_("First name"))
    family_name = name_part(_("Last name"))
    email = forms.CharField(
        label=_("Work e-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, lead: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        if not self.is_filled:
            return said
        clean_name(self, said)
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


if TYPE_CHECKING:
    FormSet = forms.BaseFormSet[ColleagueForm]
else:
    FormSet = forms.BaseFormSet  # the class is generic in the stubs alone


class BaseColleagues(FormSet):
    def __init__(self, *args: Any, at_least_one: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_least_one = at_least_one

    def clean(self) -> None:
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
    def filled(self) -> list[Any]:
        return [form for form in self.forms if form.is_filled]

    @property
    def colleagues(self) -> list[Colleague]:
        return [form.colleague for form in self.filled]

    @property
    def problems(self) -> list[dict[str, Any]]:
        """For the summary at the head of the page."""
        found = [{"href": "#colleagues", "text": error} for error in self.non_form_errors()]
        for form in self.forms:
            for name, errors in form.errors.items():
                found += [{"href": f"#{form[name].id_for_label}", "text": error} for error in errors]
        return found


ColleagueFormSet: type[BaseColleagues] = forms.formset_factory(  # type: ignore[assignment]  # the class it is given
    ColleagueForm, formset=BaseColleagues, extra=COLLEAGUES_AT_ONCE, max_num=20, absolute_max=20
)


def _ticks(choices: list[tuple[str, Any]], label: Text, hint: str = "") -> forms.MultipleChoiceField:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("useful", "will_change", "welcome"):
            self.fields[name].error_messages["required"] = _("Choose an answer to each of the 3 questions.")


# --- The door -------------------------------------------------------------------------------------------------------


class WalkInForm(ColleagueForm):
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.CharField(
        label=_("Organisation"), max_length=255, required=False, help_text=_("Its name, if you know it.")
    )

    def clean(self) -> dict[str, Any]:
        forms.Form.clean(self)
        said = self.cleaned_data
        clean_name(self, said)
        said["email"] = normal_address(said.get("email", ""))
        if said["email"]:
            try:
                validate_address(said["email"])
            except ValidationError as error:
                self.add_error("email", error)
        return said

    def clean_organisation(self) -> Organisation | None:
        words = self.cleaned_data["organisation"]
        if not words:
            return None
        found = list(organisations_called(words)[:2])
        if len(found) != 1:
            raise ValidationError(_("We do not know this organisation. Write its full name, or leave it empty."))
        return found[0]
