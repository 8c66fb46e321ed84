from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"

    def ready(self) -> None:
        from imports import audit  # noqa: F401 - registers its actions
        from imports.privacy import PRIVACY
        from people import privacy

        privacy.register(PRIVACY)
