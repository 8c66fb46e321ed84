from django.apps import AppConfig
from django.urls import register_converter
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from people import form_fields, receivers  # noqa: F401 - Wagtail's forms read dates by ours; Django's signals
        from people.numbers import NumberConverter

        register_converter(NumberConverter, "num")


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's list of users, told of our own model (INSTALLED_APPS names this in place of wagtail.users)."""

    user_viewset = "people.viewsets.StaffViewSet"
