from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"

    def ready(self):
        from assurance import (
            audit,  # noqa: F401 - registers its actions
            receivers,  # noqa: F401
        )
