from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from people import receivers  # noqa: F401 - connects Django's signals
        from people.audit import actions  # noqa: F401 - registers them
