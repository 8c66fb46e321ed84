"""Messages about bookings: one mailing for all who get the same, one letter noted for each booking."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db.models import F

from distribution.models import Delivery, Mailing
from distribution.operations import cancel_deliveries, queue_mailing
from people.models import Person
from workshops.emails import News, booked, booking_message
from workshops.models import Booking, Letter


def write_letters(
    news: News,
    bookings: Sequence[Booking],
    *,
    now: datetime,
    own: Callable[[Booking], Mapping[str, str]] = lambda booking: {},
    new: bool = False,
    due_at: datetime | None = None,
    by: Person | None = None,
) -> Mailing | None:
    """Write one mailing to the people of `bookings`, whose calendar entries stand at the rows' own SEQUENCE.

    What earlier letters about the same bookings have not been handed over is not sent any more: this one says what
    holds. `new` bookings have none. `own` is what each recipient alone is told (`workshops.emails.booked`).
    """
    if not bookings:
        return None
    if not new:
        _overtake(bookings, now)
    recipients = [booked(row, news, own(row), now=now) for row in bookings]
    mailing = queue_mailing(message=booking_message(news, recipients, by=by), now=now)
    Letter.objects.bulk_create(
        [Letter(booking=row, mailing=mailing, kind=news.kind, due_at=due_at, at=now) for row in bookings]
    )
    return mailing


def _overtake(bookings: Sequence[Booking], now: datetime) -> None:
    waiting = Delivery.objects.unfinished().filter(
        mailing__letters__booking__in=[row.pk for row in bookings], person=F("mailing__letters__booking__person")
    )
    ids = list(waiting.values_list("pk", flat=True))
    if ids:
        cancel_deliveries(
            deliveries=Delivery.objects.filter(pk__in=ids), reason="A newer message says what holds.", now=now
        )
