"""What a session may do depends on how it was opened (docs/decisions/0006).

- `link`: pressed in the person's own message. Opens one's own learning and bookings.
- `code`: a code sent to the person's address. Opens that, and boards and exports.
- `second_factor`: passkey or authenticator app as well. Opens the admin.
- `demonstration`: the one-click entrance of the demonstration council. Opens the admin there only.
"""

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings

STRONG = "mfa"
DEMONSTRATION = "demonstration"


def ways_opened(request) -> set[str]:
    """The methods by which this session was opened, as recorded at each sign-in."""
    if not request.user.is_authenticated:
        return set()
    return {record["method"] for record in get_authentication_records(request, request.user)}


def opened_by_more_than_a_link(request) -> bool:
    return bool(ways_opened(request) - {"link"})


def has_second_factor(request) -> bool:
    ways = ways_opened(request)
    return STRONG in ways or (settings.DEMO and DEMONSTRATION in ways)


def second_factor_is_fresh(request) -> bool:
    """Within the last minutes: asked for again before exports and bulk sends."""
    if settings.DEMO and DEMONSTRATION in ways_opened(request):
        return True
    latest = max(
        (r["at"] for r in get_authentication_records(request, request.user) if r["method"] == STRONG), default=0
    )
    return time.time() - latest < settings.SECOND_FACTOR_FRESH_SECONDS


def opened_just_now(request) -> bool:
    """Whether a code or passkey was shown within the last minutes."""
    records = get_authentication_records(request, request.user)
    latest = max((r["at"] for r in records if r["method"] in {"code", STRONG}), default=0)
    return time.time() - latest < settings.SECOND_FACTOR_FRESH_SECONDS
