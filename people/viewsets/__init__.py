"""People, organisations and appointments in the admin."""

from people.viewsets.appointments import AppointmentViewSet
from people.viewsets.authorities import AuthorityViewSet
from people.viewsets.organisations import OrganisationViewSet
from people.viewsets.people import PersonViewSet

__all__ = [
    "AppointmentViewSet",
    "AuthorityViewSet",
    "OrganisationViewSet",
    "PersonViewSet",
]
