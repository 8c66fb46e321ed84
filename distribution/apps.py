from django.apps import AppConfig
from django.core.checks import Tags
from django.core.checks import register as register_check


class DistributionConfig(AppConfig):
    name = "distribution"

    def ready(self) -> None:
        from distribution import (  # noqa: F401 - connects Celery's signals
            audit,
            checks,
            mail_types,
            receivers,
        )
        from distribution.privacy import PRIVACY
        from distribution.reconciliation import RECONCILIATION
        from people import privacy
        from people.ledger import registry as ledger

        register_check(checks.check_mail_library, Tags.security)
        mail_types.register(mail_types.NOTICE)
        privacy.register(PRIVACY)
        ledger.register(RECONCILIATION)
