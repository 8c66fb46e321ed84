"""How often a code may be asked for and typed, counted in the database so that no two requests count as one.

NIST SP 800-63B, 5.2.2: at most 100 wrong tries for a person; we start anew each day. A code has 5 tries, and of several
codes for one address the newest works alone. Addresses that nobody here has are counted like all others, and none is
kept: a row's key is a keyed hash. So are the network addresses of a day, with a key that changes with the day.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum

from django.db.models import F
from django.utils import timezone

from accounts.models import CodeCount
from core.daily_counts import keyed_hash
from people.models import Person

TRIES = 5  # of one code
TRIES_A_DAY = 100  # for one address or one person's second step
ASKED_A_DAY = 40  # codes for one address
# A whole school may sit behind one network address, and a training day may bring all of its governors.
TRIES_A_DAY_OF_A_NETWORK = 1_000
ASKED_A_DAY_OF_A_NETWORK = 2_000


class Refused(StrEnum):
    """Why a code is not even looked at."""

    TRIES = "tries"
    NEWER = "newer"
    TODAY = "today"
    NETWORK = "network"


def key_of_address(address: str) -> str:
    return _hash("address", address)


def key_of_change(person: Person) -> str:
    """Codes that prove a new address of theirs, whichever that is."""
    return _hash("change of address", str(person.pk))


def key_of_second_step(person: Person) -> str:
    return _hash("second step", str(person.pk))


def key_of_network(network: str, day: date) -> str:
    return _hash(f"network {day:%Y-%m-%d}", network)


def _hash(of_what: str, value: str) -> str:
    return keyed_hash(f"accounts.code_counts {of_what}", value)


def count_asked(*, key: str, network: str, now: datetime) -> Refused | None:
    """Count one code that somebody asks for. None if it may be sent."""
    day = timezone.localdate(now)
    of_network = key_of_network(network, day)
    if not CodeCount.objects.count_one(of_network, "asked_today", day=day, limit=ASKED_A_DAY_OF_A_NETWORK):
        return Refused.NETWORK
    return None if CodeCount.objects.count_one(key, "asked_today", day=day, limit=ASKED_A_DAY) else Refused.TODAY


def new_code(*, key: str, now: datetime) -> str:
    """The identity of a code that is about to be sent. Those before it, in whichever browser, stop working."""
    code = uuid.uuid4().hex
    day = timezone.localdate(now)
    CodeCount.objects.update_or_create(
        key=key, defaults={"newest": code, "tries": 0}, create_defaults={"newest": code, "day": day}
    )
    return code


def take_try(*, key: str, code: str, network: str, now: datetime) -> Refused | None:
    """Count one try of a code before anybody looks whether it is right. None if it may be looked at.

    Of any number of requests at once, 5 may look.
    """
    day = timezone.localdate(now)
    if not take_daily_try(key=key_of_network(network, day), limit=TRIES_A_DAY_OF_A_NETWORK, now=now):
        return Refused.NETWORK
    works = CodeCount.objects.filter(newest=code, tries__lt=TRIES)
    if works.add_one(key, "tries_today", day=day, limit=TRIES_A_DAY, tries=F("tries") + 1):
        return None
    count = CodeCount.objects.filter(pk=key).first()
    if count is None or count.newest != code:
        return Refused.NEWER
    return Refused.TRIES if count.tries >= TRIES else Refused.TODAY


def take_daily_try(*, key: str, now: datetime, limit: int = TRIES_A_DAY) -> bool:
    """Count one try of what changes by itself, as the codes of an authenticator app do. False if there were enough."""
    return CodeCount.objects.count_one(key, "tries_today", day=timezone.localdate(now), limit=limit)


def tries_left(*, key: str, code: str) -> int:
    count = CodeCount.objects.filter(pk=key, newest=code).first()
    return TRIES - count.tries if count else 0


def use_code(*, key: str, code: str) -> bool:
    """The code was right, and is used up. False if it was already: of two requests one signs in."""
    return bool(CodeCount.objects.filter(pk=key, newest=code).update(newest=""))


def forget_counts(*, now: datetime) -> int:
    """Counts of other days say nothing any more. Returns how many rows went."""
    return CodeCount.objects.forget_before(timezone.localdate(now))
