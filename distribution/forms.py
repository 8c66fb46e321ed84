from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from core.form_fields import DateField
from core.texts import Text
from distribution.audiences import wards_known
from distribution.models import Audience
from people.enums import OrganisationKind, Phase, Role
from people.models import Organisation
from people.queries import organisations_called


def _several(choices: list[tuple[str, Any]], label: Text) -> forms.MultipleChoiceField:
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

    def to_python(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in (super().to_python(value) or "").splitlines()]
        return [line for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(line) for line in value) if isinstance(value, list | tuple) else value


class OrganisationsField(LinesField):
    """Organisations by URN, UID or name. A list of 24,000 to choose from would help nobody."""

    def clean(self, value: Any) -> Any:
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

    def prepare_value(self, value: Any) -> Any:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
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


class DayForm(forms.Form):
    """The day on which a list of people is looked at; without one, today."""

    on = DateField(label=_("On"), required=False)
