from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"

    def ready(self) -> None:
        from assurance import (
            audit,  # noqa: F401 - registers its actions
            emails,
            receivers,  # noqa: F401
        )
        from assurance.privacy import PRIVACY
        from distribution import mail_types
        from people import privacy

        mail_types.register(*emails.MAIL_TYPES)
        privacy.register(PRIVACY)
