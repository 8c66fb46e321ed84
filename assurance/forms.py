from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assurance.coverage_counts import CoverageFilter
from assurance.enums import STATE_WORDS
from cms.models import AwarenessPage
from core.dates import Year
from core.form_fields import DateField, DateTimeField
from learning.enums import SeatState
from learning.models import Briefing
from people.enums import OrganisationKind, Phase, Role
from workshops.models import WorkshopPage


class BoardActionForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting_on"].year = Year.LAST
        if "briefings" in self.fields:
            field = self.fields["briefings"]
            field.widget = forms.CheckboxSelectMultiple()
            field.queryset = Briefing.objects.exclude(issued_at=None).select_related("module", "audience")
            field.help_text = _("Those that have been sent.")
        if "workshops" in self.fields:
            self.fields["workshops"].widget = forms.CheckboxSelectMultiple()
            self.fields["workshops"].queryset = WorkshopPage.objects.order_by("title")
        if "films" in self.fields:
            self.fields["films"].widget = forms.CheckboxSelectMultiple()
            self.fields["films"].queryset = AwarenessPage.objects.order_by("title")
        if "documents" in self.fields:
            self.fields["documents"].widget = forms.CheckboxSelectMultiple()
            self.fields["documents"].queryset = self.fields["documents"].queryset.order_by("title")

    def clean_meeting_on(self) -> date:
        day = self.cleaned_data["meeting_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Choose the date of a meeting that has been."))
        return day

    def clean(self) -> dict[str, Any]:
        super().clean()
        found = self.cleaned_data
        due, met = found.get("due_on"), found.get("meeting_on")
        if due and met and due < met:
            self.add_error("due_on", _("This is before the meeting. Choose a later date."))
        return found


class CutForm(forms.Form):
    """What of the coverage is looked at, and as at when."""

    as_at = DateField(label=_("As at the end of"), required=False, year=Year.LAST)
    moment_of = DateTimeField(required=False, widget=forms.HiddenInput())  # exact, of a published report
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("Any")), *Phase.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *OrganisationKind.choices])
    ward = forms.CharField(label=_("Ward"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices])
    authority = forms.CharField(label=_("Authority (its number)"), required=False, max_length=5)
    school = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput())
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *((s.value, STATE_WORDS[s]) for s in SeatState)]
    )
    post = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, now: datetime) -> None:
        super().__init__({key: str(value).replace("\0", "") for key, value in data.items()})
        self.now = now

    def clean_as_at(self) -> date | None:
        day = self.cleaned_data["as_at"]
        if day and day > timezone.localdate(self.now):
            raise forms.ValidationError(_("Choose a day that has come: nobody knows the figures before."))
        return day

    @property
    def moment(self) -> datetime | None:
        """The last moment of the chosen day; None for now. Today is now."""
        exact = self.cleaned_data.get("moment_of")
        if exact is not None and exact <= self.now:
            return exact
        day = self.cleaned_data.get("as_at")
        if day is None or day >= timezone.localdate(self.now):
            return None
        return timezone.make_aware(datetime.combine(day, time.max))

    @property
    def cut(self) -> CoverageFilter:
        names = ("phase", "kind", "ward", "role", "authority", "school")
        return CoverageFilter(
            **{name: self.cleaned_data.get(name) or CoverageFilter().__getattribute__(name) for name in names}
        )

    @property
    def in_words(self) -> str:
        """The filter as it is printed in an export."""
        found = []
        for name, words in (("phase", Phase), ("kind", OrganisationKind), ("role", Role)):
            if value := self.cleaned_data.get(name):
                found.append(f"{self.fields[name].label}: {words(value).label}")
        for name in ("ward", "authority"):
            if value := self.cleaned_data.get(name):
                found.append(f"{self.fields[name].label}: {value}")
        if state := self.cleaned_data.get("state"):
            found.append(f"{self.fields['state'].label}: {STATE_WORDS[SeatState(state)]}")
        if post := self.cleaned_data.get("post"):
            found.append(str(Role(post).label) if post in Role.values else post)
        if school := self.cleaned_data.get("school"):
            found.append(str(_("One school, number %(n)s") % {"n": school}))
        return "; ".join(found) or str(_("Everything"))
