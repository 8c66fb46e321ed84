"""Writing mailings, and pausing or stopping them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from distribution.audit import MAILING_PAUSED, MAILING_RESUMED, MAILING_STOPPED
from distribution.eligibility import Suppressed, standing_for, verdict
from distribution.emails import Message, Recipient
from distribution.enums import DeliveryState, MailingState
from distribution.mail_types import mail_type
from distribution.merge_fields import as_stored
from distribution.models import Delivery, DeliveryEvent, Mailing
from distribution.models.delivery import DeliveryQuerySet, batched
from people.models import Person
from people.operations import record_audit


class UnknownMailType(ValueError):
    """No app has registered mail of this type (`distribution.mail_types`)."""


class MailingNotOpen(Exception):
    """This mailing is not in a state from which it can be paused, resumed or stopped."""


class AllHandedOver(MailingNotOpen):
    """Every message has been handed over, so there is nothing to hold back."""


@transaction.atomic
def queue_mailing(*, message: Message, now: datetime) -> Mailing:
    """Write a mailing and one delivery for each recipient who may be written to. Sends nothing by itself.

    Raise UnknownMailType. 1 query for what is suppressed, the rest for what is written.
    """
    if mail_type(message.type.kind) != message.type:
        raise UnknownMailType(message.type.kind)
    mailing = Mailing.objects.create(
        kind=message.type.kind,
        mail_class=message.type.mail_class,
        subject=message.subject[:200],
        text_body=as_stored(message.text),
        html_body=as_stored(message.html),
        link_path=message.link_path,
        link_title=message.link_title[:200],
        page=message.page,
        reply_to=message.reply_to,
        calendar_method=message.calendar_method,
        audience=message.audience,
        not_after=message.not_after,
        created_by=message.created_by,
        created_at=now,
    )
    recipients = _may_be_written_to(message)
    rows = [
        Delivery(
            mailing=mailing,
            person=to.person,
            address=to.goes_to,
            values={**to.values, "source": to.source} if to.source else to.values,
            queue=message.type.queue,
            state_at=now,
            due_at=now,
        )
        for to in recipients
    ]
    created = Delivery.objects.bulk_create(rows, batch_size=1000)
    DeliveryEvent.objects.record([row.pk for row in created], DeliveryState.QUEUED, now)
    _note_told([to.person for to in recipients if to.source], now)
    return mailing


def _may_be_written_to(message: Message) -> list[Recipient]:
    suppressed = Suppressed.among(to.goes_to for to in message.recipients)
    return [
        to
        for to in message.recipients
        if verdict(standing_for(to.person), to.goes_to, message.type.mail_class, suppressed) is None
    ]


def _note_told(people: list[Person], now: datetime) -> None:
    """UK GDPR Article 14: this message tells them where their data came from, so the next one need not."""
    for some in batched([person.pk for person in people], 500):
        Person.objects.filter(pk__in=some, told_source_at=None).update(told_source_at=now)


@transaction.atomic
def pause_mailings(*, ids: list[int], by: Person | None, now: datetime) -> None:
    """Pause those of these mailings that are open and not finished. Raise AllHandedOver if there is none.

    One row that is not finished is locked until the mailings are paused. A worker that is about to hand it over either
    comes first, and then the row is not found here, or waits for us and finds its mailing paused.
    """
    still_open = Mailing.objects.filter(pk__in=ids, state=MailingState.OPEN)
    unfinished = Delivery.objects.unfinished()
    rows = unfinished.filter(mailing__in=still_open).order_by("pk").select_for_update(of=("self",))
    if not rows.values_list("pk", flat=True)[:1]:
        raise AllHandedOver(ids)
    going = still_open.filter(Exists(unfinished.filter(mailing=OuterRef("pk")))).values_list("pk", flat=True)
    paused = list(going.order_by("pk"))
    still_open.filter(pk__in=paused).update(state=MailingState.PAUSED)
    for mailing in Mailing.objects.filter(pk__in=paused).order_by("pk"):
        record_audit(action=MAILING_PAUSED, about=mailing, by=by, now=now)


@transaction.atomic
def resume_mailings(*, ids: list[int], by: Person | None, now: datetime) -> None:
    """Open those of these mailings that are paused, finished or not. Raise MailingNotOpen if there is none."""
    paused = Mailing.objects.filter(pk__in=ids, state=MailingState.PAUSED)
    mailings = list(paused.order_by("pk"))
    if not paused.update(state=MailingState.OPEN):
        raise MailingNotOpen(ids)
    for mailing in mailings:
        record_audit(action=MAILING_RESUMED, about=mailing, by=by, now=now)


@transaction.atomic
def stop_mailing(*, mailing: Mailing, by: Person | None, now: datetime) -> int:
    """Cancel all that has not been handed over, for good. Returns how many were cancelled."""
    if not Mailing.objects.filter(pk=mailing.pk).exclude(state=MailingState.STOPPED).update(state=MailingState.STOPPED):
        raise MailingNotOpen(mailing.pk)
    cancelled = cancel_deliveries(deliveries=mailing.deliveries.all(), reason="The mailing was stopped.", now=now)
    record_audit(action=MAILING_STOPPED, about=mailing, by=by, data={"cancelled": cancelled}, now=now)
    return cancelled


@transaction.atomic
def cancel_deliveries(*, deliveries: DeliveryQuerySet, reason: str, now: datetime) -> int:
    """Cancel those of `deliveries` (a QuerySet) that are not on the wire yet."""
    return sum(
        deliveries.move(source, DeliveryState.CANCELLED, now=now, detail=reason)
        for source in (DeliveryState.QUEUED, DeliveryState.CLAIMED)
    )
