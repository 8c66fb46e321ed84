"""Reads of the mail queue."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Min
from django.utils import timezone

from distribution.enums import DID_NOT_ARRIVE, DeliveryState, MailClass
from distribution.models import GOING_OUT, Delivery, Mailing, MailQueue, Suppression
from people.models import Person

HEARTBEAT = "worker:heartbeat"
DEAD_FOR = timedelta(days=90)


def mail_queue_is_paused() -> bool:
    return MailQueue.objects.filter(paused=True).exists()


def state_counts(mailing: Mailing) -> dict[str, int]:
    """How many deliveries of the mailing are in each state; states without any are left out."""
    rows = mailing.deliveries.values("state").annotate(n=Count("pk")).order_by()
    return {row["state"]: row["n"] for row in rows}


def oldest_unsent_age() -> float | None:
    """Seconds since the oldest delivery became due that nobody has sent, or None if none waits."""
    oldest = Delivery.objects.unfinished().filter(GOING_OUT).aggregate(at=Min("due_at"))["at"]
    return None if oldest is None else max(0.0, round((timezone.now() - oldest).total_seconds(), 1))


def worker_heartbeat_age() -> float | None:
    beat = cache.get(HEARTBEAT)
    return None if beat is None else round(time.time() - beat, 1)


def something_is_due(queue, now) -> bool:
    return Delivery.objects.due(queue, now).exists()


def reachable(people: Iterable[Person]) -> set[int]:
    """Keys of those whom a service message goes to: they have an address, it is not suppressed, they have not objected.

    The last look before the mail server asks the same. 1 query, none where nobody has an address.
    """
    found = {person.pk: person.post_address for person in people if person.may_be_written_to}
    if not found:
        return set()
    rows = Suppression.objects.covering(MailClass.SERVICE)
    if len(found) < 500:  # else the database is asked for all
        rows = rows.filter(address__in=set(found.values()))
    shut = set(rows.values_list("address", flat=True))
    return {pk for pk, address in found.items() if address not in shut}


def takes_sign_in_mail(address: str) -> bool:
    """Whether codes, and how to sign in, may be sent to this address: nobody has said otherwise. 1 query."""
    return not Suppression.objects.covering(MailClass.SIGN_IN).filter(address=address).exists()


def dead_addresses(now: datetime) -> set[str]:
    """Addresses at which our emails don't arrive: the latest came back, or two in a row were refused. 1 query.

    One refusal may be the fault of a relay. After some months an address is tried again.
    """
    recent = Delivery.objects.filter(state_at__gt=now - DEAD_FOR)
    refused = recent.filter(state__in=DID_NOT_ARRIVE).values("address")
    rows = recent.filter(address__in=refused, state__in=[*DID_NOT_ARRIVE, DeliveryState.SENT, DeliveryState.DELIVERED])
    refusals: dict[str, int] = {}  # since the latest that arrived; one that came back counts for both
    for address, state in rows.order_by("pk").values_list("address", "state"):
        if state in DID_NOT_ARRIVE:
            refusals[address] = refusals.get(address, 0) + (2 if state == DeliveryState.BOUNCED else 1)
        else:
            refusals[address] = 0
    return {address for address, count in refusals.items() if count >= 2}
