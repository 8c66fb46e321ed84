from django.apps import AppConfig


class GoverningBoardsConfig(AppConfig):
    name = "governing_boards"

    def ready(self) -> None:
        from distribution import mail_types
        from governing_boards import (
            audit,  # noqa: F401 - registers its actions
            emails,
        )
        from governing_boards.privacy import PRIVACY
        from governing_boards.reconciliation import RECONCILIATION
        from people import privacy
        from people.ledger import registry as ledger

        mail_types.register(*emails.MAIL_TYPES)
        privacy.register(PRIVACY)
        ledger.register(RECONCILIATION)
