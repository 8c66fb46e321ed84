from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assurance.verification import counts, verify


class Command(BaseCommand):
    help = "Check the evidence and the published reports against their seals and anchors. Names what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a head as a report or an email prints it, to be looked for")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(head=options["head"])
        for line in (*verdict.problems, *verdict.notes):
            self.stdout.write(line)
        if verdict.problems:
            raise CommandError(f"The evidence does not hold: {len(verdict.problems)} found.")
        self.stdout.write(f"The evidence holds: {counts()}, none altered, missing, added or moved.")
