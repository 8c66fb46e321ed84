from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "distribution"

    def ready(self) -> None:
        from distribution import (  # noqa: F401 - connects Celery's signals
            audit,
            mail_types,
            receivers,
        )
        from distribution.privacy import PRIVACY
        from distribution.reconciliation import RECONCILIATION
        from people import privacy
        from people.ledger import registry as ledger

        mail_types.register(mail_types.NOTICE)
        privacy.register(PRIVACY)
        ledger.register(RECONCILIATION)
