"""Writing mailings, and pausing or stopping them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from distribution.enums import CalendarMethod, DeliveryState, MailClass, MailingState, MailKind
from distribution.models import Audience, Delivery, DeliveryEvent, Mailing
from people.models import Person
from people.operations import record_audit

CODE_LIVES = timedelta(minutes=15)


class MailingNotOpen(Exception):
    """This mailing is not in a state from which it can be paused, resumed or stopped."""


class AllHandedOver(MailingNotOpen):
    """Every message has been handed over, so there is nothing to hold back."""


@dataclass(frozen=True)
class Recipient:
    person: Person
    values: dict[str, str] = field(default_factory=dict)
    address: str = ""  # where it goes instead of the person's own post, for a proof or a notice

    @property
    def goes_to(self) -> str:
        return self.address or self.person.post_address


@transaction.atomic
def queue_mailing(
    *,
    kind: MailKind,
    subject: str,
    text: str,
    html: str = "",
    recipients: Iterable[Recipient],
    now: datetime,
    mail_class: MailClass = MailClass.SERVICE,
    audience: Audience | None = None,
    link_path: str = "/my/",
    link_title: str = "",
    page: Page | None = None,
    reply_to: str = "",
    calendar_method: CalendarMethod | str = "",
    not_after: datetime | None = None,
    created_by: Person | None = None,
) -> Mailing:
    """Write a mailing and one delivery for each recipient who has an address. Sends nothing by itself.

    `page` is what it is about, if it is to wait while that page is not published.
    With a `calendar_method` each recipient's values hold their own entry as `calendar`: base64 in lines with CRLF.
    """
    mailing = Mailing.objects.create(
        kind=kind,
        mail_class=mail_class,
        subject=subject,
        text_body=text,
        html_body=html,
        link_path=link_path,
        link_title=link_title,
        page=page,
        reply_to=reply_to,
        calendar_method=calendar_method,
        audience=audience,
        not_after=not_after,
        created_by=created_by,
        created_at=now,
    )
    rows = [
        Delivery(
            mailing=mailing,
            person=to.person,
            address=to.goes_to,
            values=to.values,
            queue=mailing.queue,
            state_at=now,
            due_at=now,
        )
        for to in recipients
        if to.goes_to
    ]
    created = Delivery.objects.bulk_create(rows, batch_size=1000)
    DeliveryEvent.objects.record([row.pk for row in created], DeliveryState.QUEUED, now)
    return mailing


def queue_code(
    *, person: Person, code: str, text: str, html: str, subject: str, now: datetime, address: str = ""
) -> Mailing:
    """A code. It is worthless after 15 minutes, so it is not sent later, and its text is wiped once sent.

    `address` is where it goes, if not to the person's own post: an address to be proved, or that of a joined record.
    """
    return queue_mailing(
        kind=MailKind.SIGN_IN_CODE,
        mail_class=MailClass.SIGN_IN,
        subject=subject,
        text=text,
        html=html,
        recipients=[Recipient(person, {"code": code}, address)],
        now=now,
        not_after=now + CODE_LIVES,
    )


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
    record_audit(action="mailing paused", actor=by, detail=_named(paused), now=now)


@transaction.atomic
def resume_mailings(*, ids: list[int], by: Person | None, now: datetime) -> None:
    """Open those of these mailings that are paused, finished or not. Raise MailingNotOpen if there is none."""
    paused = Mailing.objects.filter(pk__in=ids, state=MailingState.PAUSED)
    named = _named(list(paused.order_by("pk").values_list("pk", flat=True)))
    if not paused.update(state=MailingState.OPEN):
        raise MailingNotOpen(ids)
    record_audit(action="mailing resumed", actor=by, detail=named, now=now)


def _named(ids: list[int]) -> str:
    return ", ".join(f"mailing {pk}" for pk in ids)


@transaction.atomic
def stop_mailing(*, mailing: Mailing, by: Person | None, now: datetime) -> int:
    """Cancel all that has not been handed over, for good. Returns how many were cancelled."""
    if not Mailing.objects.filter(pk=mailing.pk).exclude(state=MailingState.STOPPED).update(state=MailingState.STOPPED):
        raise MailingNotOpen(mailing.pk)
    cancelled = cancel_deliveries(deliveries=mailing.deliveries.all(), reason="The mailing was stopped.", now=now)
    record_audit(action="mailing stopped", actor=by, detail=f"mailing {mailing.pk}, {cancelled} not sent", now=now)
    return cancelled


@transaction.atomic
def cancel_deliveries(*, deliveries, reason: str, now: datetime) -> int:
    """Cancel those of `deliveries` (a QuerySet) that are not on the wire yet."""
    return sum(
        deliveries.move(source, DeliveryState.CANCELLED, now=now, detail=reason, lease_until=None)
        for source in (DeliveryState.QUEUED, DeliveryState.CLAIMED)
    )
