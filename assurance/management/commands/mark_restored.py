from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assurance.operations import NothingToMark, mark_restored


class Command(BaseCommand):
    help = "Say that a backup was restored, so that verify_evidence no longer asks for what came after it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--because", required=True, help="why, in a sentence; verify_evidence prints it")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["because"].strip():
            raise CommandError('Say why the backup was restored: --because "The disk failed."')
        try:
            mark_restored(because=options["because"], by=None, now=timezone.now())
        except NothingToMark as error:
            raise CommandError(f"{error} Nothing was marked.") from error
        self.stdout.write("Marked as restored. verify_evidence names it from now on, and no longer fails for it.")
