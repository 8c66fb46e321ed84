from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self):
        from cms import audit  # noqa: F401 - registers its actions
