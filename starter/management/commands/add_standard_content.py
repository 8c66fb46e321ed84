from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from starter.checklist import checklist, option
from starter.council import Council, gap_of, value_names
from starter.operations import NoPlaceForHomePage, add_standard_content
from starter.standard_content import standard_content


class Command(BaseCommand):
    help = (
        "Add the standard content: a home page, and drafts of modules, films for schools, contacts and the pages that "
        "the law asks for. Prints what an officer has to fill in and confirm. Safe to repeat: what is there stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in value_names(options_only=True):
            parser.add_argument(option(name), default="", metavar="TEXT", help=gap_of(name))

    def handle(self, *args: Any, **options: Any) -> None:
        values = {name: " ".join(options[name].split()) for name in value_names(options_only=True)}
        council = Council(**values)
        if unfit := council.why_unfit():
            raise CommandError("\n".join(f"{option(name)}: {reason}" for name, reason in unfit.items()))
        try:
            added = add_standard_content(content=standard_content(council), by=None, now=timezone.now())
        except NoPlaceForHomePage as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("Nothing was added. " + " ".join(error.messages)) from error
        self.stdout.write(checklist(added, council))
