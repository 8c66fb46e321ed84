from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "people"


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's list of users, told of our own model (INSTALLED_APPS names this in place of wagtail.users)."""

    user_viewset = "people.viewsets.StaffViewSet"
