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
        from people import privacy

        register_check(checks.check_mail_library, Tags.security)
        mail_types.register(mail_types.NOTICE)
        privacy.register(PRIVACY)
