"""What a session may do depends on how it was opened (docs/decisions/0006).

- `link`: pressed in the person's own message. Opens one's own learning and bookings.
- `code`: a code sent to the person's address. Opens that, and boards and exports.
- `second_factor`: passkey or authenticator app as well. Opens the admin.
- `demonstration`: the one-click entrance of the demonstration council. Opens the admin there only.
"""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings

from core.requests import Request

STRONG = "mfa"
DEMONSTRATION = "demonstration"


class SessionSignIn:
    """`request.sign_in`. Asked anew each time, since a view may sign somebody in."""

    def __init__(self, request: Request) -> None:
        self.request = request

    @property
    def records(self) -> list[dict[str, Any]]:
        """The methods by which this session was opened, as recorded at each sign-in."""
        if not self.request.user.is_authenticated:
            return []
        records: list[dict[str, Any]] = get_authentication_records(self.request, self.request.user)
        return records

    @property
    def methods(self) -> set[str]:
        return {record["method"] for record in self.records}

    @property
    def is_more_than_a_link(self) -> bool:
        return bool(self.methods - {"link"})

    @property
    def has_second_factor(self) -> bool:
        return STRONG in self.methods or self.is_demonstration

    @property
    def second_factor_is_fresh(self) -> bool:
        return self.is_demonstration or self._within_minutes({STRONG})

    @property
    def is_recent(self) -> bool:
        """Whether a code or passkey was shown within the last minutes."""
        return self._within_minutes({"code", STRONG})

    @property
    def is_demonstration(self) -> bool:
        return settings.DEMO and DEMONSTRATION in self.methods

    def _within_minutes(self, methods: set[str]) -> bool:
        latest = max((record["at"] for record in self.records if record["method"] in methods), default=0)
        return time.time() - latest < settings.SECOND_FACTOR_FRESH_SECONDS
