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
from django.utils.translation import gettext as _

from core.requests import Request

STRONG = "mfa"
SEEN = "seen_at"  # seconds, in the session: when something was last done in it
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

    def second_factor_was_shown(self, *, within: int = 1) -> bool:
        return self.is_demonstration or self._was_shown({STRONG}, settings.SECOND_FACTOR_FRESH_SECONDS * within)

    @property
    def is_recent(self) -> bool:
        """Whether a code or passkey was shown within the last minutes."""
        return self._was_shown({"code", STRONG}, settings.SECOND_FACTOR_FRESH_SECONDS)

    @property
    def is_demonstration(self) -> bool:
        return settings.DEMO and DEMONSTRATION in self.methods

    @property
    def is_over(self) -> str:
        """Why a session of staff is at its end by now, or nothing. That of a link alone opens nothing of the admin."""
        if not (self.request.user.is_staff and self.is_more_than_a_link):
            return ""
        now = time.time()
        if now - min(record["at"] for record in self.records) > settings.STAFF_LONGEST_SECONDS:
            return _("You have been signed out, 12 hours after you signed in. Sign in again to go on.")
        if now - self.request.session.get(SEEN, now) > settings.STAFF_IDLE_SECONDS:
            return _("You have been signed out, since nothing was done here for 30 minutes. Sign in again to go on.")
        return ""

    def _was_shown(self, methods: set[str], seconds: int) -> bool:
        latest = max((record["at"] for record in self.records if record["method"] in methods), default=0)
        return time.time() - latest < seconds
