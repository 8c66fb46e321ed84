from django.apps import AppConfig

from assurance.roles import OFFICER_RIGHTS


class AssuranceConfig(AppConfig):
    name = "assurance"
    officer_rights = OFFICER_RIGHTS

    def ready(self):
        from assurance import receivers  # noqa: F401
