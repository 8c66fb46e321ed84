"""Filters of the admin's lists by days. One that cannot be read says so and shows nothing."""

from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django_filters.fields import DateRangeField as BaseDateRangeField
from wagtail.admin.active_filters import ActiveFilter
from wagtail.admin.views.generic.base import BaseListingView

from core.form_fields import DateField


class DateRangeField(BaseDateRangeField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = [DateField(required=False), DateField(required=False)]


class DateRangeFilter(django_filters.DateFromToRangeFilter):
    """From one day to another, each as people write it."""

    field_class = DateRangeField


class SaysWhatItCannotRead(BaseListingView):
    """A list in the admin. Wagtail shows all rows for a filter with a mistake in it, which looks like the answer."""

    @cached_property
    def refused_filters(self) -> ErrorDict:
        return self.filters.form.errors if self.filters else ErrorDict()

    @cached_property
    def is_filtering(self) -> bool:
        return super().is_filtering or bool(self.refused_filters)

    def filter_queryset(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset.none() if self.refused_filters else super().filter_queryset(queryset)

    @cached_property
    def active_filters(self) -> list[ActiveFilter]:
        return [*super().active_filters, *(self._refused(name) for name in self.refused_filters)]

    def _refused(self, name: str) -> ActiveFilter:
        field, kept = self.filters.form[name], self.request.GET.copy()
        for key in [key for key in kept if key == name or key.startswith(f"{name}_")]:
            del kept[key]
        kept["_w_filter_fragment"] = 1
        url = f"{self.index_results_url.partition('?')[0]}?{kept.urlencode()}"
        return ActiveFilter(field.auto_id, field.label, " ".join(field.errors), url)
