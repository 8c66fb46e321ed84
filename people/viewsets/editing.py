"""What the directory's lists share: nobody deletes, and a form is written by an operation, never by a model's save."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, Generic, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from core.dates import in_words
from people.models import Person

Row = TypeVar("Row", bound=Model)

SEEING = ("view", "add", "change", "delete")


class NeverThese(ModelPermissionPolicy):
    """Some things nobody does by hand, not even a superuser: records of people stay, and end or are joined instead."""

    def __init__(self, model: type[Model], *, never: Iterable[str]) -> None:
        super().__init__(model)
        self.never = frozenset(never)

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action not in self.never and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Person, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Model) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Person, actions: Iterable[str], instance: Model) -> bool:
        return self.user_has_any_permission(user, actions)


class AdministratorsOnly(ModelPermissionPolicy):
    """Accounts of staff and their groups: a right to change people must not make an administrator of anybody."""

    def __init__(self, model: type[Model], *, never: Iterable[str] = ()) -> None:
        super().__init__(model)
        self.never = frozenset(never)

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action not in self.never and user.is_active and user.is_superuser

    def user_has_any_permission(self, user: Person, actions: Iterable[str]) -> bool:
        return self.user_has_permission(user, "")

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Model) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Person, actions: Iterable[str], instance: Model) -> bool:
        return self.user_has_permission(user, "")


class LinkedToInspectView(ModelViewSet):
    """Links from elsewhere in the admin lead to the page of a row, not to its form, for whoever may see that."""

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        policy, url_name = self.permission_policy, self.get_url_name("inspect")

        class Finder(ModelAdminURLFinder):
            edit_url_name = url_name

            def get_edit_url(self, instance: Model) -> str | None:
                if self.user and not policy.user_has_any_permission_for_instance(self.user, SEEING, instance):
                    return None
                url: str = self.construct_edit_url(instance)
                return url

        return Finder


class SaysDates(WagtailAdminTemplateMixin):
    """The message after saving writes out each date that was set, so that a slip is seen at once."""

    def get_success_message(self, *args: Any) -> str:
        said = [
            f"{self.form.fields[name].label}: {in_words(self.form.cleaned_data[name])}."
            for name in self.form.changed_data
            if isinstance(self.form.cleaned_data.get(name), date | time)
        ]
        return " ".join([super().get_success_message(*args), *said])


class WrittenByOperation(SaysDates, Generic[Row]):
    """A plain form in Wagtail's frame; `write()` calls the operation and returns the row, or adds an error."""

    plain_form: type[forms.Form]
    object: Row

    def get_form_class(self) -> type[forms.Form]:
        return self.plain_form

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        kwargs.pop("instance", None)
        kwargs.pop("for_user", None)
        return kwargs

    def get_bound_panel(self, form: forms.Form) -> None:
        return None

    def form_valid(self, form: forms.Form) -> HttpResponseBase:
        self.form = form
        with transaction.atomic():
            written = self.write(form)
            if written is None:
                transaction.set_rollback(True)
        if written is None:
            self.produced_error_message = self.get_error_message()
            refused: HttpResponseBase = self.form_invalid(form)
            return refused
        self.object = written
        answer: HttpResponseBase = self.save_action()
        return answer

    def write(self, form: forms.Form) -> Row | None:
        raise NotImplementedError


class OperationCreateView(WrittenByOperation[Row], CreateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.object = getattr(self, "object", None)  # type: ignore[assignment]  # Wagtail's own value before there is any
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context


class OperationEditView(WrittenByOperation[Row], EditView):
    def get_object(self, queryset: QuerySet[Row] | None = None) -> Row:
        found: Row = super().get_object(queryset)
        if not self.may_be_edited(found):
            raise PermissionDenied
        return found

    def may_be_edited(self, row: Row) -> bool:
        return True
