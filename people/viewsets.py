"""People, organisations and appointments in the admin; and the accounts of staff, which have no passwords."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.users.views.users import UserViewSet

from people.forms import StaffForm
from people.models import Appointment, Organisation, Person


class PersonViewSet(ModelViewSet):
    model = Person
    icon = "user"
    menu_label = _("People")
    add_to_settings_menu = False
    list_display = [
        "full_name",
        "email",
        BooleanColumn("uses_role_mailbox", label=_("Mailbox of a post")),
        "created_at",
    ]
    search_fields = ["given_name", "family_name", "email"]
    form_fields = ["title", "given_name", "family_name", "email", "objected_at"]
    inspect_view_enabled = True
    inspect_view_fields = [
        "title",
        "given_name",
        "family_name",
        "email",
        "email_verified_at",
        "objected_at",
        "merged_into",
        "created_at",
    ]
    copy_view_enabled = False
    name = "people"
    url_namespace = "people"
    url_prefix = "people"


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "home"
    menu_label = _("Organisations")
    list_display = ["name", "get_kind_display", "get_phase_display", "ward", "urn"]
    list_filter = ["kind", "phase", "ward"]
    search_fields = ["name", "urn", "ward"]
    form_fields = ["name", "kind", "phase", "urn", "uid", "ward", "town", "postcode", "opened_on", "closed_on"]
    copy_view_enabled = False


class AppointmentIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("person", "organisation")


class AppointmentViewSet(ModelViewSet):
    model = Appointment
    index_view_class = AppointmentIndexView
    icon = "tag"
    menu_label = _("Appointments")
    list_display = ["person", "get_role_display", "organisation", "starts_on", "ends_on"]
    list_filter = ["role"]
    search_fields = ["person__given_name", "person__family_name", "organisation__name", "gid"]
    form_fields = ["person", "organisation", "role", "starts_on", "ends_on", "appointing_body"]
    copy_view_enabled = False


class DirectoryGroup(ModelViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 250
    items = (PersonViewSet(), OrganisationViewSet(), AppointmentViewSet())


class StaffViewSet(UserViewSet):
    """Wagtail's list of users, with the fields that our people have."""

    def get_form_class(self, for_update=False):
        return StaffForm
