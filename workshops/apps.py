from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    name = "workshops"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        from distribution import mail_types
        from people import privacy
        from people.ledger import registry as ledger
        from workshops import (
            audit,  # noqa: F401 - registers its actions
            emails,
        )
        from workshops.privacy import PRIVACY
        from workshops.reconciliation import RECONCILIATION

        mail_types.register(*emails.MAIL_TYPES)
        privacy.register(PRIVACY)
        ledger.register(RECONCILIATION)
