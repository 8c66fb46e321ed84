from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class DistributionConfig(AppConfig):
    name = "distribution"

    def ready(self):
        from distribution import receivers  # noqa: F401 - connects Celery's signals


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's list of users, with our own accounts (INSTALLED_APPS names this in place of wagtail.users)."""

    user_viewset = "distribution.staff.StaffViewSet"
