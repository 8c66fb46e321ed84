from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"

    def ready(self) -> None:
        from assurance import (
            audit,  # noqa: F401 - registers its actions
            receivers,  # noqa: F401
        )
        from assurance.privacy import PRIVACY
        from people import privacy

        privacy.register(PRIVACY)
