"""People, organisations and appointments in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from people.viewsets.appointments import AppointmentViewSet
from people.viewsets.authorities import AuthorityViewSet
from people.viewsets.imports import ImportViewSet
from people.viewsets.organisations import OrganisationViewSet
from people.viewsets.people import PersonViewSet

__all__ = [
    "AppointmentViewSet",
    "AuthorityViewSet",
    "DirectoryGroup",
    "ImportViewSet",
    "OrganisationViewSet",
    "PersonViewSet",
]


class DirectoryGroup(ModelViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 250
    items = (PersonViewSet(), OrganisationViewSet(), AppointmentViewSet(), ImportViewSet(), AuthorityViewSet())
