from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "learning"

    def ready(self) -> None:
        from distribution import mail_types
        from learning import (
            audit,  # noqa: F401 - registers its actions
            emails,
        )
        from learning.privacy import PRIVACY
        from learning.reconciliation import RECONCILIATION
        from people import privacy
        from people.ledger import registry as ledger

        mail_types.register(*emails.MAIL_TYPES)
        privacy.register(PRIVACY)
        ledger.register(RECONCILIATION)
