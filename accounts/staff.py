"""The accounts of staff: made and changed by administrators alone, one at a time, and every change is kept."""

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.users.views import groups
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import CreateView, EditView, IndexView, UserFilterSet, UserViewSet

from accounts import operations
from accounts.audit import ACCOUNT_CHANGED
from accounts.forms import StaffForm
from core.filters import DateRangeFilter, SaysWhatItCannotRead
from core.routes import always, needs_second_factor
from distribution.eligibility import takes_sign_in_mail
from distribution.enums import Queue
from distribution.tasks import enqueue
from people.forms import NAME_PARTS
from people.models import Person
from people.operations import correct_name, end_sessions, give_address, record_audit
from people.queries import SECOND_FACTORS
from people.viewsets.editing import AdministratorsOnly

RIGHTS = ("is_active", "is_superuser")
SET_BESIDE = ("shared_address", "email_verified_at", "named_at", "password")  # by what changes a name or an address

if TYPE_CHECKING:
    from wagtail.users.views.users import EditView as FormOfStaff
else:
    FormOfStaff = object


class KeepsChanges(FormOfStaff):
    """The administrator stands in the audit log beside what changed; groups come from people/receivers.py."""

    def save_instance(self) -> Person:
        now, by = timezone.now(), self.request.user
        self.form.instance.rights_changed_by = by
        person = super().save_instance()
        changed = [
            name.removeprefix("is_") if getattr(person, name) else f"not_{name.removeprefix('is_')}"
            for name in RIGHTS
            if name in self.form.changed_data
        ]
        if "not_superuser" in changed:
            end_sessions(person.pk)
        changed += ["may_enter"] if self.form.newly_enters else []
        for change in changed:
            record_audit(action=ACCOUNT_CHANGED, about=person, by=by, data={"change": change}, now=now)
        if self.is_told:
            operations.tell_new_staff(person=person, by=by, now=now)
            transaction.on_commit(lambda: enqueue(Queue.BULK))
        return person

    @property
    def is_told(self) -> bool:
        return self.form.newly_enters and self.form.instance.is_active

    def get_success_message(self, *args: Any) -> str:
        if self.is_told:
            words = gettext("%(person)s can enter the admin. We're emailing %(address)s how to sign in.")
            if not takes_sign_in_mail(self.object.email):
                words = gettext(
                    "%(person)s can enter the admin. We can't email %(address)s, so tell them yourself how to sign in."
                )
        elif self.object.is_staff:
            return super().get_success_message(*args)
        elif self.form.could_enter:
            words = gettext("%(person)s can't enter the admin any more, so this list leaves them out.")
        elif self.form.cleaned_data["groups"]:
            words = gettext("%(person)s is in no group that can enter the admin, so they can't enter it.")
        else:
            words = gettext("You haven't given %(person)s any rights, so they can't enter the admin.")
        return words % {"person": self.object, "address": self.object.email}


@needs_second_factor(fresh=always)
class StaffCreateView(KeepsChanges, CreateView):
    page_subtitle = _("Staff account")


@needs_second_factor(fresh=always)
class StaffEditView(KeepsChanges, EditView):
    def save_instance(self) -> Person:
        """Name and address change as everybody's do, so that the officer's word stands and old sessions end."""
        person, by, now = self.form.instance, self.request.user, timezone.now()
        stored = Person.objects.get(pk=person.pk)
        correct_name(person=stored, **{name: getattr(person, name) for name in NAME_PARTS}, by=by, now=now)
        give_address(person=stored, address=person.email, by=by, now=now)
        stored.refresh_from_db()
        for name in SET_BESIDE:
            setattr(person, name, getattr(stored, name))
        saved = super().save_instance()
        if saved == by:  # the session in which somebody changes their own address stays
            update_session_auth_hash(self.request, saved)
        return saved


class StaffFilterSet(UserFilterSet):
    last_login = DateRangeFilter(label=_("Last sign-in"), widget=DateRangePickerWidget)


class StaffIndexView(SaysWhatItCannotRead, IndexView):
    """Those who may enter the admin. The list of everybody is in the directory."""

    page_title = _("Staff accounts")
    add_item_label = _("Add an account")
    search_fields = ["given_name", "family_name", "email"]

    def get_base_queryset(self) -> QuerySet[Any]:
        has_one = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS))
        staff = super().get_base_queryset().filter(is_staff=True).prefetch_related("groups")
        return staff.annotate(has_second_factor=has_one)

    @property
    def columns(self) -> list[Column]:
        name = next(column for column in super().columns if column.name == "name")
        return [
            name,
            Column("email", label=_("Email address"), sort_key="email"),
            Column("rights", label=_("Groups"), accessor=rights_in_words),
            BooleanColumn("has_second_factor", label=_("Second factor")),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]


def rights_in_words(person: Person) -> str:
    groups = [group.name for group in person.groups.all()]
    return ", ".join([str(_("Administrator")), *groups] if person.is_superuser else groups)


class StaffViewSet(UserViewSet):
    """Wagtail's list of users, with the fields that our people have."""

    menu_label = _("Staff accounts")
    # A person's record stays. An account is shut by taking the tick from "Active".
    permission_policy = AdministratorsOnly(Person, never={"delete"})
    index_view_class = StaffIndexView
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView
    filterset_class = StaffFilterSet
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        return StaffForm

    def register_admin_url_finder(self) -> None:
        """Links to a person lead to their page in the directory (people/viewsets/people.py), not to an account."""


@needs_second_factor(fresh=always)
class GroupAddView(groups.CreateView):
    pass


@needs_second_factor(fresh=always)
class GroupEditView(groups.EditView):
    pass


@needs_second_factor(fresh=always)
class GroupDeleteView(groups.DeleteView):
    pass


class StaffGroupViewSet(GroupViewSet):
    """Wagtail's groups. Whoever changes one gives rights, so it is for administrators, like the accounts."""

    permission_policy = AdministratorsOnly(Group)
    add_view_class = GroupAddView
    edit_view_class = GroupEditView
    delete_view_class = GroupDeleteView
