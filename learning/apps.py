from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "learning"

    def ready(self):
        from distribution import mail_types
        from learning import (
            audit,  # noqa: F401 - registers its actions
            emails,
        )

        mail_types.register(*emails.MAIL_TYPES)
