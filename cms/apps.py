from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms.privacy import PRIVACY
        from people import privacy

        privacy.register(PRIVACY)
