"""What a worker writes on its round: claim, put on the wire, what the mail server said; and what the reaper mends."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from distribution.eligibility import Suppressed, verdict
from distribution.enums import DeliveryState, MailClass, MailingState, Queue
from distribution.models import Delivery, Dispatched, Mailing
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
        Delivery.objects.move(DeliveryState.QUEUED, DeliveryState.CLAIMED, now=now, locked=ids)
    return ids


@transaction.atomic(durable=True)
def mark_sending(*, ids: list[int], now: datetime) -> list[Dispatched]:
    """Mark a window of claimed rows as being handed over, and return those that may still be sent.

    The last look before the mail server: a stopped or paused mailing or one whose page is not published, a message
    whose time is over, and whoever may not be written to any more (`distribution.eligibility`) stays here. What this
    returns is on the wire once the transaction has committed.
    """
    rows = Delivery.objects.filter(pk__in=ids, state=DeliveryState.CLAIMED).for_the_wire()
    stopped, waiting = _mailings_held(rows)
    reasons = _reasons_not_to_send(rows, stopped, now)
    returned = [row.pk for row in rows if row.mailing_id in waiting and row.pk not in reasons]
    going = [row for row in rows if row.pk not in reasons and row.mailing_id not in waiting]
    for target, locked, how in (
        (DeliveryState.CANCELLED, list(reasons), {"detail": reasons}),
        (DeliveryState.QUEUED, returned, {"detail": "on hold"}),
        (DeliveryState.ON_WIRE, [row.pk for row in going], {"attempts": 1}),
    ):
        Delivery.objects.move(DeliveryState.CLAIMED, target, now=now, locked=locked, **how)
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
    suppressed = Suppressed.among(row.address for row in rows)
    reasons = {}
    for row in rows:
        if row.mailing_id in stopped:
            reasons[row.pk] = "The mailing was stopped."
        elif row.not_after and now > row.not_after:
            reasons[row.pk] = "Its time was over."
        elif why := verdict(row, row.address, MailClass(row.mail_class), suppressed):
            reasons[row.pk] = str(why.label)
    return reasons


@transaction.atomic(durable=True)
def record_results(*, results: list[Result], now: datetime) -> None:
    """Write down what the mail server said about each row of a window."""
    by_outcome: dict[Outcome, list[Result]] = {}
    for result in results:
        by_outcome.setdefault(result.outcome, []).append(result)
    if len(by_outcome) > 1:  # all rows before the ledger, which the first outcome may lock
        on_wire = Delivery.objects.filter(pk__in=[r.delivery_id for r in results], state=DeliveryState.ON_WIRE)
        list(on_wire.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    for outcome, some in by_outcome.items():
        _RECORD[outcome](some, now)
    returned = [result.delivery_id for result in results if result.outcome in (Outcome.DEFERRED, Outcome.UNTOUCHED)]
    if returned:
        _cancel_stopped(returned, now)


def _cancel_stopped(ids: list[int], now: datetime) -> None:
    """Rows that come back to the queue of a mailing that was stopped meanwhile would wait there for ever."""
    stopped = Delivery.objects.filter(pk__in=ids, mailing__state=MailingState.STOPPED)
    stopped.move(DeliveryState.QUEUED, DeliveryState.CANCELLED, now=now, detail="The mailing was stopped.")


def _finish(state: DeliveryState) -> Callable[[list[Result], datetime], None]:
    def record(results: list[Result], now: datetime) -> None:
        replies = {result.delivery_id: result.reply for result in results}
        # Where the reaper was faster, what it wrote stands.
        held = Delivery.objects.filter(pk__in=replies, state=DeliveryState.ON_WIRE).select_for_update(of=("self",))
        ids = list(held.order_by("pk").values_list("pk", flat=True))
        Delivery.objects.move(DeliveryState.ON_WIRE, state, now=now, detail=replies, locked=ids)

    return record


def _defer(results: list[Result], now: datetime) -> None:
    """The server said "later": queue again after a pause that grows, and give up after the last attempt."""
    for result in results:
        row = Delivery.objects.filter(pk=result.delivery_id)
        attempts = row.values_list("attempts", flat=True).get()
        if attempts >= settings.DELIVERY_MAX_ATTEMPTS:
            row.move(DeliveryState.ON_WIRE, DeliveryState.FAILED, now=now, detail=result.reply)
        else:
            due_at = now + BACKOFF[min(attempts, len(BACKOFF)) - 1]
            row.move(DeliveryState.ON_WIRE, DeliveryState.QUEUED, now=now, detail=result.reply, due_at=due_at)


def _return_untouched(results: list[Result], now: datetime) -> None:
    rows = Delivery.objects.filter(pk__in=[r.delivery_id for r in results])
    due_at = now + timedelta(seconds=settings.DELIVERY_RETRY_SECONDS)
    rows.move(DeliveryState.ON_WIRE, DeliveryState.QUEUED, now=now, detail=results[0].reply, due_at=due_at, attempts=-1)


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
    returned = rows.move(DeliveryState.CLAIMED, DeliveryState.QUEUED, now=now, detail=detail, due_at=due_at)
    _cancel_stopped(ids, now)
    return returned


@transaction.atomic
def reclaim_expired(*, now: datetime) -> tuple[int, int]:
    """What a dead worker held: claimed rows go back to the queue, rows on the wire become ambiguous.

    Nobody knows whether a row on the wire was accepted, so it is never blindly sent again. Returns both numbers.
    """
    ids = list(Delivery.objects.filter(lease_until__lt=now).values_list("pk", flat=True))
    lapsed = Delivery.objects.filter(pk__in=ids, lease_until__lt=now)
    back = lapsed.move(DeliveryState.CLAIMED, DeliveryState.QUEUED, now=now, detail="The worker did not come back.")
    lost = "The worker did not come back while handing it over."
    unknown = lapsed.move(DeliveryState.ON_WIRE, DeliveryState.AMBIGUOUS, now=now, detail=lost)
    _cancel_stopped(ids, now)
    return back, unknown
