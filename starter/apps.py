from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StarterConfig(AppConfig):
    name = "starter"
    verbose_name = _("Standard content")

    def ready(self) -> None:
        from starter import audit  # noqa: F401 - registers its action
