"""The accounts of staff: made and changed by administrators alone, one at a time, and every change is kept."""

from django.utils import timezone
from wagtail.users.views.users import CreateView, EditView, IndexView, UserViewSet

from people.forms import StaffForm
from people.models import Person
from people.operations import record_audit
from people.viewsets.editing import AdministratorsOnly

RIGHTS = ("is_active", "is_staff", "is_superuser")


class NamesWhoChanged:
    """The administrator stands in the audit log beside what changed; groups come from receivers.py."""

    def save_instance(self):
        self.form.instance.rights_changed_by = self.request.user
        person = super().save_instance()
        for name in RIGHTS:
            if name in self.form.changed_data:
                record_audit(
                    action="rights changed",
                    actor=self.request.user,
                    detail=f"person {person.pk}: {name} is {getattr(person, name)}",
                    now=timezone.now(),
                )
        if "email" in self.form.changed_data:
            record_audit(
                action="address changed", actor=self.request.user, detail=f"person {person.pk}", now=timezone.now()
            )
        return person


class StaffCreateView(NamesWhoChanged, CreateView):
    pass


class StaffEditView(NamesWhoChanged, EditView):
    pass


class StaffIndexView(IndexView):
    @property
    def columns(self):
        return super().columns[1:]  # without the boxes for changing many at once


class StaffViewSet(UserViewSet):
    """Wagtail's list of users, with the fields that our people have."""

    permission_policy = AdministratorsOnly(Person)
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView

    def get_form_class(self, for_update=False):
        return StaffForm
