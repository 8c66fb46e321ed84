"""The mail queue's round: claim, put on the wire, hand over, write down. Driven by tasks; every step commits.

A process that dies leaves claimed rows, which go back to the queue, and at most one window on the wire, whose rows
become ambiguous. Nothing is lost, and nothing is sent twice that is not counted as ambiguous.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from cms.models import PartnershipSettings
from distribution import mime, operations
from distribution.enums import Queue
from distribution.links import sign, token_for
from distribution.models import Dispatched, Mailing
from distribution.outcomes import Outcome, Outgoing, Result
from distribution.queries import mail_queue_is_paused
from distribution.relays import Relay, RelayUnavailable, open_relay

log = logging.getLogger(__name__)
CHUNK = 400
WINDOW = 20
RELAY_WAIT_SECONDS = 30

Clock = Callable[[], datetime]


def send_due(*, queue: Queue, clock: Clock = timezone.now, seconds: float = 120) -> int:
    """Send what is due in `queue` for at most `seconds`. Returns how many were handed over.

    A closed mail queue holds back bulk mail only: people still get the codes that let them in.
    """
    relay, handed_over = open_relay(), 0
    skeletons: dict[int, mime.Skeleton] = {}
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline and not (queue == Queue.BULK and mail_queue_is_paused()):
            ids = operations.claim(queue=queue, limit=CHUNK, now=clock())
            if not ids:
                break
            handed_over += _send_chunk(ids, relay, skeletons, clock, deadline)
    except RelayUnavailable as error:
        log.warning("The relay is not available: %s", error)
    finally:
        relay.close()
    return handed_over


def _send_chunk(
    ids: list[int], relay: Relay, skeletons: dict[int, mime.Skeleton], clock: Clock, deadline: float
) -> int:
    handed_over = 0
    while ids:
        if time.monotonic() > deadline:
            operations.release(ids=ids, now=clock(), detail="The worker's turn was over.")
            return handed_over
        window = ids[: _allowed(min(WINDOW, len(ids)), clock())]
        if not window:
            operations.release(ids=ids, now=clock(), detail="The relay is spared.", wait_seconds=RELAY_WAIT_SECONDS)
            return handed_over
        ids = ids[len(window) :]
        rows = operations.mark_sending(ids=window, now=clock())
        if not rows:
            continue
        outgoing = [_outgoing(row, skeletons, clock) for row in rows]
        try:
            results = relay.send(outgoing)
        except RelayUnavailable as error:
            results = [Result(row.pk, Outcome.UNTOUCHED, str(error)) for row in rows]
            operations.record_results(results=results, now=clock())
            operations.release(ids=ids, now=clock(), detail=str(error), wait_seconds=settings.DELIVERY_RETRY_SECONDS)
            raise
        operations.record_results(results=results, now=clock())
        handed_over += sum(r.outcome == Outcome.SENT for r in results)
    return handed_over


def _allowed(wanted: int, now: datetime) -> int:
    """How many of `wanted` may go now: so many a minute, counted in Redis by all workers. No Redis, no sending."""
    if not settings.MAIL_PER_MINUTE:
        return wanted
    key = f"relay:{now:%Y%m%d%H%M}"
    try:
        cache.add(key, 0, 120)
        left: int = settings.MAIL_PER_MINUTE - (cache.incr(key, wanted) - wanted)
    except Exception:  # whatever keeps us from counting keeps us from sending
        log.exception("The rate of the relay cannot be counted.")
        return 0
    return max(0, min(wanted, left))


def _outgoing(row: Dispatched, skeletons: dict[int, mime.Skeleton], clock: Clock) -> Outgoing:
    skeleton = skeletons.get(row.mailing_id)
    if skeleton is None:
        skeleton = skeletons[row.mailing_id] = skeleton_of(Mailing.objects.get(pk=row.mailing_id), clock())
    return Outgoing(row.pk, row.address, skeleton.fill(merge_values(row)))


def skeleton_of(mailing: Mailing, now: datetime) -> mime.Skeleton:
    return mime.build(
        sender=Address(sender_name(), *settings.MAIL_FROM.rsplit("@", 1)),
        subject=mailing.subject,
        text=mailing.text_body,
        html=mailing.html_body,
        reply_to=mailing.reply_to,
        calendar_method=mailing.calendar_method,
        list_id=f"<{mailing.kind}.{settings.MAIL_FROM.partition('@')[2]}>",
        at=now,
    )


def sender_name() -> str:
    own = PartnershipSettings.objects.order_by("pk").first()
    return own.name if own else "Common Ground"


def merge_values(row: Dispatched) -> dict[str, str]:
    """What the fields of a message stand for in this recipient's own."""
    return {
        "name": row.name,
        **row.values,
        "link": f"{settings.PUBLIC_URL}/l/{token_for(row.pk, row.link_nonce)}/",
        "to": row.address,
        "message_id": mime.message_id(
            row.pk, settings.MAIL_FROM.partition("@")[2], sign("message", row.pk)[:8].replace("-", "x")
        ),
        "delivery": str(row.pk),
    }
