from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from distribution import operations


class Command(BaseCommand):
    help = "Open or close the mail queue. Closed, nothing is sent; what waits stays waiting."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["open", "close"])
        parser.add_argument("--reason", default="Closed by hand.")

    def handle(self, *args: Any, action: str, reason: str, **options: Any) -> None:
        now = timezone.now()
        if action == "open":
            operations.open_mail_queue(by=None, now=now)
        else:
            operations.close_mail_queue(by=None, reason=reason, now=now)
        self.stdout.write(f"The mail queue is {'open' if action == 'open' else 'closed'}.")
