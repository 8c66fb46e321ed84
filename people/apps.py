from django.apps import AppConfig
from django.urls import register_converter


class PeopleConfig(AppConfig):
    name = "people"

    def ready(self):
        from people import form_fields, receivers  # noqa: F401 - Wagtail's forms read dates by ours; Django's signals
        from people.numbers import NumberConverter

        register_converter(NumberConverter, "num")
