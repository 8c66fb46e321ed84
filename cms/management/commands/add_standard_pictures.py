from typing import Any

from django.core.management.base import BaseCommand

from cms.operations import add_standard_pictures


class Command(BaseCommand):
    help = "Put the standard pictures into the library. Safe to repeat: what is there already stays."

    def handle(self, *args: Any, **options: Any) -> None:
        add_standard_pictures()
