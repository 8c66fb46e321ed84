from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.second_factors import cipher

SECRETS = ("secret", "seed")


class Command(BaseCommand):
    help = "Encrypt the secrets of second factors anew with SECRET_KEY, so that the key before it can go."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        done, unread = 0, 0
        for row in Authenticator.objects.select_for_update().order_by("pk"):
            try:
                anew: dict[str, Any] = {name: _rotated(row.data[name]) for name in SECRETS if name in row.data}
                if "migrated_codes" in row.data:
                    anew["migrated_codes"] = [_rotated(code) for code in row.data["migrated_codes"]]
            except InvalidToken:
                unread += 1
                continue
            if anew:
                row.data = {**row.data, **anew}
                row.save(update_fields=["data"])
                done += 1
        self.stdout.write(f"{done} second factors are encrypted with the key of today.")
        if unread:
            self.stderr.write(f"{unread} can't be read with any key here: their owners have to set up a new one.")


def _rotated(secret: str) -> str:
    return cipher().rotate(secret.encode()).decode()
