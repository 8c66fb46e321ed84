"""How many codes may be asked for, and from when on there may be more."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.code_counts import ASKED_A_DAY, Refused, count_asked, key_of_address
from cms.opening_hours import spoken_time
from core.requests import Request

APP, ACTION = "allauth.account", "request_login_code"  # ACCOUNT_RATE_LIMITS has the numbers


@dataclass(eq=False)  # not frozen: Python sets `__traceback__`
class TooMany(Exception):
    """No further code for now. `amount` and `minutes` are 0 where not even the counting was possible."""

    per: str  # "key": this address or person; "ip": this network; "day": this address, for today
    amount: int
    minutes: int
    again_at: datetime  # the first full minute in which one may be asked for

    def __str__(self) -> str:
        return f"{self.reason} {self.when}"

    @property
    def reason(self) -> str:
        if not self.amount:
            return _("We couldn’t send a code just now.")
        words = {"amount": self.amount, "minutes": self.minutes}
        if self.per == "day":
            return _("%(amount)s codes have been asked for today, so we haven’t sent another.") % words
        if self.per == "ip":
            return _("Too many codes have been asked for from your network, so we haven’t sent one.")
        return (
            ngettext(
                "%(amount)s codes have been asked for in the last minute, so we haven’t sent another.",
                "%(amount)s codes have been asked for in the last %(minutes)s minutes, so we haven’t sent another.",
                self.minutes,
            )
            % words
        )

    @property
    def when(self) -> str:
        if self.again_at - timezone.now() > timedelta(hours=1) or self.per == "day":
            return _("You can ask again tomorrow. The link in a message of ours, and a passkey, still work.")
        return _("You can ask again at %(time)s.") % {"time": clock(self.again_at)}


def count_one(request: Request, key: str) -> None:
    """Count one more code for `key`: an address, or a person who asks. Raises TooMany if it may not be sent."""
    if not ratelimit.consume(request, app=APP, action=ACTION, key=key):
        raise why_not(request, key)
    count_for_today(request, key)


def count_for_today(request: Request, key: str) -> None:
    """The limit of the day, for this key and for its network. Raises TooMany."""
    refused = count_asked(key=key_of_address(key), network=network_of(request), now=timezone.now())
    if refused:
        per = "ip" if refused == Refused.NETWORK else "day"
        raise TooMany(per, ASKED_A_DAY, 24 * 60, next_midnight())


def network_of(request: Request) -> str:
    """The visitor's network address, read as allauth reads it: from the proxies that are trusted alone."""
    address: str = get_adapter().get_client_ip(request)
    return address


def why_not(request: Request, key: str) -> TooMany:
    """Which limit is reached, and until when. The counts are those of allauth."""
    now = time.time()
    for rate in ratelimit.get_rates(app=APP, action=ACTION):
        counted = cache.get(ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key), [])
        allowed, standing = ratelimit.apply_rate(list(counted), now, rate, dry_run=True)
        if not allowed:
            free = standing[rate.amount - 1] + rate.duration
            return TooMany(rate.per, rate.amount, max(1, round(rate.duration / 60)), next_minute(free))
    return TooMany("", 0, 0, next_minute(now))  # the count itself was locked by many at once


def next_minute(seconds: float) -> datetime:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


def next_midnight() -> datetime:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)


def clock(moment: datetime) -> str:
    """The time of day in London, "2:35pm"."""
    return spoken_time(timezone.localtime(moment).time())
