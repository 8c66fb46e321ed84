from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from django.urls import register_converter

        from core import form_fields  # noqa: F401 - every form that Wagtail makes of a model reads dates by ours
        from core.path_converters import NumberConverter

        register_converter(NumberConverter, "num")
