from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "learning"

    def ready(self):
        from distribution import mail_types
        from learning import emails

        mail_types.register(*emails.MAIL_TYPES)
