"""What a worker writes on its round: claim, put on the wire, what the mail server said; and what the reaper mends."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from distribution.enums import UNFINISHED, DeliveryState, MailClass, MailingState, MailKind, Queue
from distribution.models import Delivery, DeliveryEvent, Dispatched, Mailing, Suppression
from distribution.outcomes import Outcome, Result

BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]  # after a "try again later" of the mail server


@transaction.atomic(durable=True)
def claim(*, queue: Queue, limit: int, now: datetime) -> list[int]:
    """Take up to `limit` due rows for this worker. No two workers ever hold the same row.

    PostgreSQL skips what others have locked; on SQLite the transaction is IMMEDIATE, so claims come one after another.
    """
    due = Delivery.objects.due(queue, now).order_by("due_at", "pk")
    ids = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:limit])
    if ids:
        lease = now + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
        Delivery.objects.filter(pk__in=ids).update(state=DeliveryState.CLAIMED, state_at=now, lease_until=lease)
        DeliveryEvent.objects.record(ids, DeliveryState.CLAIMED, now)
    return ids


@transaction.atomic(durable=True)
def mark_sending(*, ids: list[int], now: datetime) -> list[Dispatched]:
    """Mark a window of claimed rows as being handed over, and return those that may still be sent.

    The last look before the mail server: a stopped or paused mailing or one whose page is not published, a person who
    objected, a suppressed address or a message whose time is over stays here. What this returns is on the wire once
    the transaction has committed.
    """
    rows = Delivery.objects.filter(pk__in=ids, state=DeliveryState.CLAIMED).for_the_wire()
    stopped, waiting = _mailings_held(rows)
    reasons = _reasons_not_to_send(rows, stopped, now)
    returned = [row.pk for row in rows if row.mailing_id in waiting and row.pk not in reasons]
    going = [row for row in rows if row.pk not in reasons and row.mailing_id not in waiting]
    for reason in set(reasons.values()):
        refused = [pk for pk, why in reasons.items() if why == reason]
        Delivery.objects.filter(pk__in=refused).move(
            DeliveryState.CLAIMED, DeliveryState.CANCELLED, now=now, detail=reason, lease_until=None
        )
        wipe_codes(ids=refused)
    if returned:
        Delivery.objects.filter(pk__in=returned).move(
            DeliveryState.CLAIMED, DeliveryState.QUEUED, now=now, detail="on hold", lease_until=None
        )
    if going:
        pks = [row.pk for row in going]
        lease = now + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
        Delivery.objects.mark(pks, DeliveryState.ON_WIRE, now, lease_until=lease, tries=1)
        DeliveryEvent.objects.record(pks, DeliveryState.ON_WIRE, now)
    return going


def _mailings_held(rows: list[Dispatched]) -> tuple[set[int], set[int]]:
    """Return (stopped, waiting): the mailings of these locked rows that are not to be handed over now.

    Read in a statement of its own, after the lock: whoever pauses a mailing holds one of its rows, and a join in the
    statement that waited for that row would still show the mailing as it was before (PostgreSQL, READ COMMITTED).
    """
    found = Mailing.objects.filter(pk__in={row.mailing_id for row in rows}).values_list("pk", "state", "page__live")
    stopped, waiting = set(), set()
    for pk, state, page_is_live in found:
        if state == MailingState.STOPPED:
            stopped.add(pk)
        elif state == MailingState.PAUSED or page_is_live is False:
            waiting.add(pk)
    return stopped, waiting


def _reasons_not_to_send(rows: list[Dispatched], stopped: set[int], now: datetime) -> dict[int, str]:
    found = Suppression.objects.standing().filter(address__in=[row.address for row in rows])
    suppressed = set(found.order_by().values_list("address", "mail_class"))
    reasons = {}
    for row in rows:
        if row.mailing_id in stopped:
            reasons[row.pk] = "The mailing was stopped."
        elif row.not_after and now > row.not_after:
            reasons[row.pk] = "Its time was over."
        elif not row.is_active or row.objected_at and row.mail_class != MailClass.SIGN_IN:
            reasons[row.pk] = "The person objected to messages."
        elif (row.address, "") in suppressed or (row.address, row.mail_class) in suppressed:
            reasons[row.pk] = "The address is not to be written to."
    return reasons


@transaction.atomic(durable=True)
def record_results(*, results: list[Result], now: datetime) -> None:
    """Write down what the mail server said about each row of a window."""
    by_outcome: dict[Outcome, list[Result]] = {}
    for result in results:
        by_outcome.setdefault(result.outcome, []).append(result)
    for outcome, some in by_outcome.items():
        _RECORD[outcome](some, now)
    returned = [result.delivery_id for result in results if result.outcome in (Outcome.DEFERRED, Outcome.UNTOUCHED)]
    if returned:
        _cancel_stopped(returned, now)


def _cancel_stopped(ids: list[int], now: datetime) -> None:
    """Rows that come back to the queue of a mailing that was stopped meanwhile would wait there for ever."""
    stopped = Delivery.objects.filter(pk__in=ids, mailing__state=MailingState.STOPPED)
    stopped.move(
        DeliveryState.QUEUED, DeliveryState.CANCELLED, now=now, detail="The mailing was stopped.", lease_until=None
    )


def _finish(state):
    def record(results: list[Result], now: datetime) -> None:
        said = {r.delivery_id: r for r in results}
        # Where the reaper was faster, what it wrote stands.
        held = Delivery.objects.filter(pk__in=said, state=DeliveryState.ON_WIRE).select_for_update(of=("self",))
        kinds = dict(held.values_list("pk", "mailing__kind"))
        if not kinds:
            return
        Delivery.objects.mark(list(kinds), state, now)
        DeliveryEvent.objects.record_each([(pk, said[pk].reply) for pk in kinds], state, now)
        if MailKind.SIGN_IN_CODE in kinds.values():
            wipe_codes(ids=list(kinds))

    return record


def _defer(results: list[Result], now: datetime) -> None:
    """The server said "later": queue again after a pause that grows, and give up after the last attempt."""
    for result in results:
        row = Delivery.objects.filter(pk=result.delivery_id)
        attempts = row.values_list("attempts", flat=True).get()
        if attempts >= settings.DELIVERY_MAX_ATTEMPTS:
            row.move(DeliveryState.ON_WIRE, DeliveryState.FAILED, now=now, detail=result.reply, lease_until=None)
        else:
            pause = BACKOFF[min(attempts, len(BACKOFF)) - 1]
            row.move(
                DeliveryState.ON_WIRE,
                DeliveryState.QUEUED,
                now=now,
                detail=result.reply,
                lease_until=None,
                due_at=now + pause,
            )


def _return_untouched(results: list[Result], now: datetime) -> None:
    rows = Delivery.objects.filter(pk__in=[r.delivery_id for r in results])
    rows.move(
        DeliveryState.ON_WIRE,
        DeliveryState.QUEUED,
        now=now,
        detail=results[0].reply,
        lease_until=None,
        due_at=now + timedelta(seconds=settings.DELIVERY_RETRY_SECONDS),
        attempts=F("attempts") - 1,
    )


_RECORD = {
    Outcome.SENT: _finish(DeliveryState.SENT),
    Outcome.FAILED: _finish(DeliveryState.FAILED),
    Outcome.AMBIGUOUS: _finish(DeliveryState.AMBIGUOUS),
    Outcome.DEFERRED: _defer,
    Outcome.UNTOUCHED: _return_untouched,
}


@transaction.atomic
def release(*, ids: list[int], now: datetime, detail: str, wait_seconds: int = 0) -> int:
    """Return claimed rows to the queue, because the relay cannot be reached or is to be spared."""
    due_at = now + timedelta(seconds=wait_seconds)
    rows = Delivery.objects.filter(pk__in=ids)
    returned = rows.move(
        DeliveryState.CLAIMED, DeliveryState.QUEUED, now=now, detail=detail, lease_until=None, due_at=due_at
    )
    _cancel_stopped(ids, now)
    return returned


def wipe_codes(*, ids: list[int]) -> None:
    """A code whose message is done with, sent or not, is not kept."""
    codes = Delivery.objects.filter(pk__in=ids, mailing__kind=MailKind.SIGN_IN_CODE)
    codes.exclude(state__in=UNFINISHED).update(values={})


@transaction.atomic
def reclaim_expired(*, now: datetime) -> tuple[int, int]:
    """What a dead worker held: claimed rows go back to the queue, rows on the wire become ambiguous.

    Nobody knows whether a row on the wire was accepted, so it is never blindly sent again. Returns both numbers.
    """
    ids = list(Delivery.objects.filter(lease_until__lt=now).values_list("pk", flat=True))
    lapsed = Delivery.objects.filter(pk__in=ids, lease_until__lt=now)
    back = lapsed.move(
        DeliveryState.CLAIMED, DeliveryState.QUEUED, now=now, detail="The worker did not come back.", lease_until=None
    )
    unknown = lapsed.move(
        DeliveryState.ON_WIRE,
        DeliveryState.AMBIGUOUS,
        now=now,
        detail="The worker did not come back while handing it over.",
        lease_until=None,
    )
    _cancel_stopped(ids, now)
    wipe_codes(ids=ids)
    return back, unknown
