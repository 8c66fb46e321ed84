from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "distribution"

    def ready(self):
        from distribution import (
            audit,  # noqa: F401 - registers its actions
            receivers,  # noqa: F401 - connects Celery's signals
        )
        from distribution.mail_types import NOTICE, register

        register(NOTICE)
