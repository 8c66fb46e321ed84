from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Ways in"

    def ready(self) -> None:
        from accounts import (
            audit,  # noqa: F401 - registers its actions
            emails,
        )
        from accounts.privacy import PRIVACY
        from distribution import mail_types
        from people import privacy

        mail_types.register(*emails.MAIL_TYPES)
        privacy.register(PRIVACY)


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's list of users, with our own accounts (INSTALLED_APPS names this in place of wagtail.users)."""

    user_viewset = "accounts.staff.StaffViewSet"
    group_viewset = "accounts.staff.StaffGroupViewSet"
