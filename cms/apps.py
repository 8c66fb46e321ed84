from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import audit  # noqa: F401 - registers its actions
        from cms.privacy import PRIVACY
        from people import privacy

        privacy.register(PRIVACY)
