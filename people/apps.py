from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people import privacy, receivers  # noqa: F401 - connects Django's signals
        from people.audit import actions  # noqa: F401 - registers them
        from people.privacy.directory import PRIVACY
        from people.privacy.frameworks import FRAMEWORKS

        privacy.register(PRIVACY, *FRAMEWORKS)
