"""What the directory's lists share: nobody deletes, and a form is written by an operation, never by a model's save."""

from datetime import date, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.permission_policies import ModelPermissionPolicy

from core.dates import in_words


class NeverThese(ModelPermissionPolicy):
    """Some things nobody does by hand, not even a superuser: records of people stay, and end or are joined instead."""

    def __init__(self, model, *, never):
        super().__init__(model)
        self.never = frozenset(never)

    def user_has_permission(self, user, action):
        return action not in self.never and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions)


class AdministratorsOnly(ModelPermissionPolicy):
    """Accounts of staff and their groups: a right to change people must not make an administrator of anybody."""

    def __init__(self, model, *, never=()):
        super().__init__(model)
        self.never = frozenset(never)

    def user_has_permission(self, user, action):
        return action not in self.never and user.is_active and user.is_superuser

    def user_has_any_permission(self, user, actions):
        return self.user_has_permission(user, "")

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_permission(user, "")


class SaysDates:
    """The message after saving writes out each date that was set, so that a slip is seen at once."""

    def get_success_message(self, *args):
        said = [
            f"{self.form.fields[name].label}: {in_words(self.form.cleaned_data[name])}."
            for name in self.form.changed_data
            if isinstance(self.form.cleaned_data.get(name), date | time)
        ]
        return " ".join([super().get_success_message(*args), *said])


class WrittenByOperation(SaysDates):
    """A plain form in Wagtail's frame; `write()` calls the operation and returns the row, or adds an error."""

    plain_form = None

    def get_form_class(self):
        return self.plain_form

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        kwargs.pop("for_user", None)
        return kwargs

    def get_bound_panel(self, form):
        return None

    def form_valid(self, form):
        self.form = form
        with transaction.atomic():
            written = self.write(form)
            if written is None:
                transaction.set_rollback(True)
        if written is None:
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        self.object = written
        return self.save_action()

    def write(self, form):
        raise NotImplementedError


class OperationCreateView(WrittenByOperation, CreateView):
    def get_context_data(self, **kwargs):
        self.object = getattr(self, "object", None)
        return super().get_context_data(**kwargs)


class OperationEditView(WrittenByOperation, EditView):
    def get_object(self, queryset=None):
        found = super().get_object(queryset)
        if not self.may_be_edited(found):
            raise PermissionDenied
        return found

    def may_be_edited(self, row) -> bool:
        return True
