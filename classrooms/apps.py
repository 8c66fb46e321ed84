from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassroomsConfig(AppConfig):
    name = "classrooms"
    verbose_name = _("Schools and showings")

    def ready(self) -> None:
        from classrooms import (
            audit,  # noqa: F401 - registers its actions
            emails,
        )
        from classrooms.privacy import PRIVACY
        from distribution import mail_types
        from people import privacy

        mail_types.register(*emails.MAIL_TYPES)
        privacy.register(PRIVACY)
